"""Networks for vectors whose layers feed only the next one."""
