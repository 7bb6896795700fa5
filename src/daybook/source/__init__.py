"""Where wiki pages come from: a folder, a MediaWiki export, a MediaWiki API. Each yields `RawPage` and `Redirect`."""
