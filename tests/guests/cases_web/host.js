// The console is recorded, and each case has a timeline of its own.
"use strict";

module.exports = require("../cases_logging/host.js");
