"""Events in the forms that other programs exchange: JSON records, GeoJSON, iCalendar, ninjs. The API and the site's files share them."""
