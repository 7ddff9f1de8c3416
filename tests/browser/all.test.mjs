// Every test in a real browser, in one process: they share one demonstration and one Chromium.
// One file alone: `node --test leaving.mjs`.

import './journeys.mjs';
import './leaving.mjs';
import './firefox.mjs';
import './seeing.mjs';
import './sitting.mjs';
import './visitors.mjs';
import './scenes-checked.mjs';
import './last.mjs';
