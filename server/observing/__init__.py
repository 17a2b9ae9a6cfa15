"""What a process tells its operators of its operations: ids, log lines, metrics, traces."""
