#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/language.h"
#include "core/ports/work_store.h"
#include "pipeline/discretion.h"

namespace sohoa::pipeline {

// What happened and what to do, without file and page before it and the code after it; the code
// when that cannot be told apart.
[[nodiscard]] std::string reasonAlone(const core::QuarantineRow& row, core::Language language);

// What of a batch waits for a person, by reason, for whoever may see the batch. Of state secrets
// nothing but how many items are theirs.
class HeldItems {
 public:
  HeldItems(core::WorkStore& store, const std::string& batch);

  [[nodiscard]] int secrets() const { return secrets_; }
  // By id; those of state secrets are not among them.
  [[nodiscard]] const std::vector<core::QuarantineRow>& rows() const { return rows_; }

  // [{"code","count","reason"}], the most frequent first.
  [[nodiscard]] nlohmann::json reasonsJson(core::Language language) const;
  // Items of one reason, or of any, behind the one with this id: [{"id","file","name","page",
  // "code","reason","stage","since","picture"}]. `file` is null where nothing was stored.
  [[nodiscard]] nlohmann::json itemsJson(const std::optional<std::string>& code, core::Id after,
                                         std::size_t limit, core::Language language) const;

 private:
  [[nodiscard]] std::string nameOf(const core::QuarantineRow& row) const;

  Discretion discretion_;
  std::vector<core::QuarantineRow> rows_;
  std::string folder_;  // that all paths begin with
  int secrets_ = 0;
};

}  // namespace sohoa::pipeline
