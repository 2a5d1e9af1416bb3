#pragma once

#include <vector>

#include "core/page.h"

namespace sohoa::ocr {

// The blocks without words that are no writing: specks, rules, pieces of signatures and seals,
// which the engine reads as punctuation or as letters it does not believe itself.
[[nodiscard]] std::vector<core::Block> withoutStrayInk(std::vector<core::Block> blocks);

}  // namespace sohoa::ocr
