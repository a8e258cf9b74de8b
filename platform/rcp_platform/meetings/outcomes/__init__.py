"""What came of meetings: outcomes and statements of intent, as items that are followed."""
