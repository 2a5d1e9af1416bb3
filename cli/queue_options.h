#pragma once

#include "cli/verb.h"
#include "core/ports/work_store.h"

namespace sohoa::cli {

// --lane counter|case|backlog
void addLaneOption(const Verb& verb, Help help, core::Lane& lane);

// --lane and --unit; `queue` keeps its values when an option is not given and outlives the parsing.
void addQueueOptions(const Verb& verb, core::Queue& queue);

// The queue of the home's own unit where none was named.
[[nodiscard]] core::Queue inUnit(core::Queue queue, const Context& context);

}  // namespace sohoa::cli
