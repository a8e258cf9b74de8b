"""Who observes whom: requests between RCPs, and the status that comes of them."""
