#pragma once

#include "core/language.h"
#include "core/ports/work_store.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's own name
class App;
}

namespace sohoa::cli {

// --lane counter|case|backlog; `lane` keeps its value when the option is not given and outlives the
// parsing.
void addLaneOption(CLI::App& verb, core::Language language, core::Lane& lane);

}  // namespace sohoa::cli
