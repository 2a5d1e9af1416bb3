"""What schemathesis cannot know by itself: bodies of types that are no text."""

import schemathesis
from hypothesis import strategies

for media_type in ("application/pdf", "application/offset+octet-stream"):
    schemathesis.openapi.media_type(media_type, strategies.binary(max_size=2000))
