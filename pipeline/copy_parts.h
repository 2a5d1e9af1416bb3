#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "core/appearance.h"
#include "core/page.h"
#include "core/ports/blob_store.h"
#include "core/ports/copy_assembler.h"
#include "core/ports/copy_verifier.h"
#include "core/ports/page_source.h"
#include "core/ports/warehouse.h"
#include "core/ports/work_store.h"

namespace sohoa::pipeline {

// What the digitised copy of a document and the certified one have in common.

// One for each page of the master, second images marked; only those of `wanted` are filled in when
// it is given.
[[nodiscard]] std::vector<core::PageResult> pageResults(core::WorkStore& store,
                                                        core::BlobStore& blobs, core::Id master,
                                                        const std::vector<int>* wanted = nullptr);

// What is said of the document. Of a master with other papers only the case file's number: the rest
// may be of any of them.
[[nodiscard]] core::GivenFields givenOf(core::WorkStore& store, const core::DocumentRow& row);

// How a person turned the page of that index, where one did; for core::PageReader.
[[nodiscard]] std::optional<int> turnOf(const core::MasterRow& master, int page);

// The document's pages as a copy, without a verification code. Refers to `pages` and `images`.
[[nodiscard]] core::CopySpec copySpec(const core::DocumentRow& row, const core::MasterRow& master,
                                      const std::vector<core::PageResult>& pages,
                                      core::PageSource& images,
                                      const core::AppearancePolicy& appearance,
                                      core::Timestamp now);

// What the warehouse is told of the document; the caller adds id, unit, product, level, content,
// size and time.
[[nodiscard]] core::SignedCopy describedCopy(const core::DocumentRow& row,
                                             const core::MasterRow& master,
                                             const std::vector<core::PageResult>& pages);

// Throws Error(kSelfCheckFailed), or Error(kSelfCheckUnsure) when `only_passed`, with the codes,
// unless our own verifier passes the copy.
void requirePassed(const core::CopyVerifier& verifier, const std::filesystem::path& pdf,
                   bool only_passed);

// The verdict and every code, in one line.
[[nodiscard]] std::string joinCodes(const core::VerificationReport& report);

// Throws Error(kNoAppearance) when no policy of the product is in force.
[[nodiscard]] const core::AppearancePolicy& requirePolicy(
    const std::vector<core::AppearancePolicy>& policies, core::Product product,
    core::Timestamp now);

}  // namespace sohoa::pipeline
