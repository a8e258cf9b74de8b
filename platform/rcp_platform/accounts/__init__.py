"""Users, the seats they hold in RCPs, and signing in."""
