"""The pages of checklists: to read them, and for editors to write drafts, to publish and to retire."""
