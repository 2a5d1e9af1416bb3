#pragma once

#include "cli/verb.h"
#include "core/ports/work_store.h"

namespace sohoa::cli {

// --lane counter|case|backlog; `lane` keeps its value when the option is not given and outlives the
// parsing.
void addLaneOption(const Verb& verb, core::Lane& lane);

}  // namespace sohoa::cli
