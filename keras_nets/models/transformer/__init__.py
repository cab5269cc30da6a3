"""Networks of attention: every step of a sequence sees every other one."""
