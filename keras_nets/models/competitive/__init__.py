"""Networks whose units compete for every input, so that the winner and its neighbors learn it."""
