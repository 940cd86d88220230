"""JSON as it stands in the tables and goes over the wire: no spaces, letters as they are."""

import json

# Made once: json.dumps makes an encoder for each call that wants anything but the defaults, which
# is a third of its time for the small objects here.
to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
