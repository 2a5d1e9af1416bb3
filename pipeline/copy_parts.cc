#include "pipeline/copy_parts.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "pipeline/errors.h"

namespace sohoa::pipeline {

using core::Error;

namespace {

std::string subjectOf(const core::Document& document) {
  const auto field = document.fields.find("so_dinh_danh");
  if (field == document.fields.end()) return {};
  const auto* number = std::get_if<std::string>(&field->second.value);
  return number == nullptr ? std::string() : *number;
}

}  // namespace

std::vector<core::PageResult> pageResults(core::WorkStore& store, core::BlobStore& blobs,
                                          core::Id master, const std::vector<int>* wanted) {
  std::vector<core::PageResult> pages;
  for (const auto& row : store.pages(master)) {
    if (wanted != nullptr &&
        std::find(wanted->begin(), wanted->end(), row.index) == wanted->end()) {
      pages.emplace_back();
      continue;
    }
    if (!row.result) throw Error(core::kInternal, {.detail = "no blob recorded for a page"});
    pages.push_back(nlohmann::json::parse(blobs.get(*row.result)).get<core::PageResult>());
  }
  for (const int page : store.master(master).said.second_images) {
    if (static_cast<std::size_t>(page) < pages.size()) {
      pages[static_cast<std::size_t>(page)].second_image = true;
    }
  }
  return pages;
}

std::optional<int> turnOf(const core::MasterRow& master, int page) {
  const auto found = master.said.turns.find(page);
  return found == master.said.turns.end() ? std::nullopt : std::optional(found->second);
}

core::GivenFields givenOf(core::WorkStore& store, const core::DocumentRow& row) {
  auto given = store.master(row.master).said.fields;
  if (given.empty()) return given;
  const auto& own = row.document.pages;
  const auto pages = store.pages(row.master);
  const bool alone = std::all_of(pages.begin(), pages.end(), [&](const core::PageRow& page) {
    return page.mark != core::PageMark::kKept ||
           std::find(own.begin(), own.end(), page.index) != own.end();
  });
  if (alone) return given;
  std::erase_if(given, [](const auto& field) { return field.first != "ma_ho_so"; });
  return given;
}

core::CopySpec copySpec(const core::DocumentRow& row, const core::MasterRow& master,
                        const std::vector<core::PageResult>& pages, core::PageSource& images,
                        const core::AppearancePolicy& appearance, core::Timestamp now) {
  core::CopySpec spec;
  spec.page_count = static_cast<int>(row.document.pages.size());
  spec.page = [&pages, &images, wanted = row.document.pages](int n) {
    const int index = wanted.at(static_cast<std::size_t>(n));
    return core::CopySpec::Page{images.image(index), pages.at(static_cast<std::size_t>(index))};
  };
  spec.title = row.document.title;
  spec.sources = {master.sha256};
  spec.created = now;
  spec.appearance = appearance;
  return spec;
}

core::SignedCopy describedCopy(const core::DocumentRow& row, const core::MasterRow& master,
                               const std::vector<core::PageResult>& pages) {
  core::SignedCopy copy;
  copy.kind = row.document.kind;
  copy.title = row.document.title;
  copy.batch = master.batch;
  copy.case_file = master.case_file.empty() ? master.name : master.case_file;
  copy.subject = subjectOf(row.document);
  for (const auto& [name, field] : row.document.fields) copy.fields[name] = field.value;
  if (!row.document.result_code.empty()) copy.fields["ma_ket_qua"] = row.document.result_code;
  if (!row.document.file_name.empty()) copy.fields["ten_tep"] = row.document.file_name;
  for (const int page : row.document.pages) {
    copy.text += pages.at(static_cast<std::size_t>(page)).text();
  }
  copy.pages = static_cast<int>(row.document.pages.size());
  return copy;
}

std::string joinCodes(const core::VerificationReport& report) {
  std::string codes(core::slug(report.verdict));
  const auto add = [&](const core::Finding& finding) { codes += " " + finding.code; };
  std::for_each(report.findings.begin(), report.findings.end(), add);
  for (const auto& signature : report.signatures) {
    std::for_each(signature.findings.begin(), signature.findings.end(), add);
  }
  return codes;
}

void requirePassed(const core::CopyVerifier& verifier, const std::filesystem::path& pdf,
                   bool only_passed) {
  const auto report =
      verifier.verify(pdf, {core::VerifyRequest::Policy::kSohoa, std::nullopt, true});
  if (report.verdict == core::Verdict::kTotalPassed) return;
  if (report.verdict == core::Verdict::kTotalFailed) {
    throw Error(kSelfCheckFailed, {.detail = joinCodes(report)});
  }
  if (only_passed) throw Error(kSelfCheckUnsure, {.detail = joinCodes(report)});
}

const core::AppearancePolicy& requirePolicy(const std::vector<core::AppearancePolicy>& policies,
                                            core::Product product, core::Timestamp now) {
  const auto* policy = core::policyFor(policies, product, now);
  if (policy == nullptr) {
    throw Error(kNoAppearance, {.detail = std::string(core::slug(product))});
  }
  return *policy;
}

}  // namespace sohoa::pipeline
