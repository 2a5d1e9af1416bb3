#pragma once

#include <string>

#include "core/package.h"

namespace sohoa::warehouse {

// The description of a package in METS 1.12 (schema version 1.12.1), with PREMIS 3.0 objects,
// events, agents and rights, and Dublin Core for each paper. File references are relative to the
// payload folder, in which it stands itself. The same package gives the same text.
[[nodiscard]] std::string metsText(const core::Package& package);

}  // namespace sohoa::warehouse
