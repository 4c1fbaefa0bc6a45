"""Events and what is aborted by them, of the DOM standard: what does without a document."""
