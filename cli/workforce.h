#pragma once

#include "cli/command.h"
#include "pipeline/supervisor.h"

namespace sohoa::cli {

// Finds out before the first page is read what would stop every document: keys, trust anchors,
// profiles. Throws Error.
void preflight(Context& context);

// How worker processes of this home are started and limited. `workers`: 0 leaves the number to the
// settings, and those to the cores.
[[nodiscard]] pipeline::SupervisorOptions supervision(Context& context, int workers);

// Seals masters with secret documents that nothing else needs any more, and says so.
void sealSecrets(Context& context);

}  // namespace sohoa::cli
