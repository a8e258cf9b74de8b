"""Letters of RCPs, written from texts that each of them may change."""
