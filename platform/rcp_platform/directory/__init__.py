"""RCPs: who they are, who takes part, what they set out to do."""
