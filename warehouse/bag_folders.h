#pragma once

#include "core/ports/bags.h"

namespace sohoa::warehouse {

// Bags as folders on disk.
class BagFolders final : public core::Bags {
 public:
  void write(const std::filesystem::path& folder, const core::BagContent& content) const override;
  [[nodiscard]] core::BagCheck check(const std::filesystem::path& folder) const override;
};

}  // namespace sohoa::warehouse
