"""Events as GeoJSON (RFC 7946)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from daybook.model.encoding import plain, to_json
from daybook.publish.interchange.records import EventRecord


def to_geojson(
    events: Iterable[EventRecord], properties: Callable[[Mapping[str, Any]], Mapping[str, Any]] = lambda event: event
) -> bytes:
    """Return events as a collection of features, the geometry of each null where no point is certain; `properties` chooses among its keys."""
    features = []
    for event in map(plain, events):
        point = None if event["lat"] is None else {"type": "Point", "coordinates": [event["lon"], event["lat"]]}
        feature = {"type": "Feature", "id": event["id"], "geometry": point, "properties": properties(event)}
        features.append(feature)
    return to_json({"type": "FeatureCollection", "features": features}) + b"\n"
