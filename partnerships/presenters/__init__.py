"""What a page shows: from selectors and forms to plain values. No request and no view here."""
