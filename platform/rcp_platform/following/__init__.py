"""What people keep an eye on: bookmarks, collections, saved searches, follows, and alerts."""
