"""The one place that wires: settings → edges → jobs."""
