#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "core/ports/blob_store.h"
#include "core/ports/document_reader.h"
#include "core/ports/work_store.h"

namespace sohoa::server {

// A number that must be typed twice, and a text.
class ScriptedDocuments final : public core::DocumentReader {
 public:
  std::vector<core::Document> split(std::span<const core::PageResult>) const override { return {}; }
  core::Document extract(std::span<const core::PageResult>, const core::Document& document,
                         const core::GivenFields&) const override {
    return document;
  }
  std::vector<core::KindInfo> kinds() const override {
    return {{"giay_khai_sinh",
             "Giấy khai sinh",
             {{.name = "ho_ten", .required = true}, {.name = "so_dinh_danh", .id = true}}},
            {"to_khai", "Tờ khai", {{.name = "ho_ten"}, {.name = "ngay_sinh", .date = true}}}};
  }
  std::string version() const override { return "scripted"; }
};

struct ReviewedPaper {
  std::string first;   // of two pages
  std::string second;  // of the third
};

// A file of three pages in the batch, cut into two documents that both wait for a person.
inline ReviewedPaper addReviewable(core::WorkStore& store, core::BlobStore& blobs,
                                   const std::string& batch, core::Timestamp now) {
  static int count = 0;
  const auto path = "/r/" + std::to_string(++count);
  store.registerWorker("reviewable", "here", 1, "lock", now);
  const auto master = store.addMaster(batch, path, "scan.pdf", core::sha256(path), 10, now);
  const auto claim = [&](core::Stage stage, core::Id subject) {
    // Other jobs of the batch stay with this worker, which never finishes them.
    for (;;) {
      const auto lease = store.claim("reviewable", now);
      if (!lease) throw std::runtime_error("no such job");
      if (lease->stage == stage && lease->subject == subject) return *lease;
    }
  };
  store.finishOpen(claim(core::Stage::kOpen, master.id), {0, 0, 0}, now);
  core::PageResult page;
  page.geometry = {{1000, 1400}, {300, 300}, 0, 0};
  page.blocks = {{{}, {{{}, {{"Nguyen", {10, 20, 90, 30}, 0.4}, {"Văn", {110, 20, 50, 30}, 1}}}}}};
  const auto text = nlohmann::json(page).dump();
  const auto result =
      blobs.put({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}).id;
  for (const auto& row : store.pages(master.id)) {
    store.finishRead(claim(core::Stage::kRead, row.id), core::PageMark::kKept, result, now);
  }
  core::Document first;
  first.pages = {0, 1};
  first.kind = "giay_khai_sinh";
  first.title = "Giấy khai sinh";
  first.fields["ho_ten"] = {"Nguyen Văn", "Nguyen Văn", 0.6, 0, {10, 20, 150, 30}, "label"};
  auto second = first;
  second.pages = {2};
  store.finishCompose(claim(core::Stage::kCompose, master.id), {first, second},
                      {{0, 0.6, false}, {1, 0.6, false}}, now);
  ReviewedPaper paper;
  for (const auto& row : store.documents(batch)) {
    if (row.master == master.id) (paper.first.empty() ? paper.first : paper.second) = row.copy_id;
  }
  return paper;
}

}  // namespace sohoa::server
