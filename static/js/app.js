// The one script of every page, which bin/build_static.py writes to static/build: each module looks for what it serves, and
// does nothing on a page that has none of it. The design system starts last, on what the others have added.
import "./autosave.js";
import "./leaving.js";
import "./busy.js";
import "./copy.js";
import "./passkeys.js";
import "./similar.js";
import "./upload.js";
import "./waiting.js";
import "./design_system.js";
