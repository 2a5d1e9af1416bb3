#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/file.h"
#include "core/ports/upkeep_book.h"
#include "core/ports/work_store.h"
#include "tests/support/slug_of.h"

namespace sohoa::conformance {

using test::slugOf;

// What an implementation brings to join the suite.
struct WorkStoreMaker {
  std::string name;
  // Opens the store that lives in `folder`, made when absent, with a memory budget of kBudget.
  // Called again, also in other processes, it opens the same store.
  std::function<std::unique_ptr<core::WorkStore>(const std::filesystem::path& folder)> open;
  // The book of upkeep in the same place.
  std::function<std::unique_ptr<core::UpkeepBook>(const std::filesystem::path& folder)> upkeep;
};
inline std::ostream& operator<<(std::ostream& out, const WorkStoreMaker& maker) {
  return out << maker.name;
}

inline core::Timestamp at(int seconds) {
  return core::Timestamp(std::chrono::seconds(1'800'000'000 + seconds));
}

inline core::Failure failure(const std::string& code) {
  return {.code = code, .reason_vi = "hỏng", .reason_en = "broken", .page = std::nullopt};
}

// What a maker gives its stores to share out; see WorkStore::claim.
inline constexpr std::int64_t kBudget = 1'000'000;

inline std::vector<std::int64_t> unmeasured(int pages) {
  return std::vector<std::int64_t>(static_cast<std::size_t>(pages), 0);
}

inline core::Document paper(std::vector<int> pages) {
  core::Document document;
  document.pages = std::move(pages);
  document.kind = "quyet_dinh";
  document.title = "Quyết định";
  document.kind_confidence = 0.9;
  return document;
}

class WorkStoreConformance : public testing::TestWithParam<WorkStoreMaker> {
 protected:
  void SetUp() override {
    store_ = open();
    store_->createBatch({"b1", at(0)});
    store_->registerWorker("w1", "host", 1, "w1.lock", at(0));
  }

  void TearDown() override {
    // Whatever a test did, the rows must not contradict each other.
    if (store_) {
      EXPECT_THAT(store_->inconsistencies(), testing::IsEmpty());
    }
  }

  [[nodiscard]] std::unique_ptr<core::WorkStore> open() const {
    return GetParam().open(folder_.path());
  }

  core::MasterRow add(const std::string& path, const std::string& batch = "b1") {
    const auto name = std::filesystem::path(path).filename().string();
    return store_->addMaster(batch, path, name, core::sha256("bytes of " + path), 100, at(1));
  }

  core::Lease claim(core::Stage stage, int seconds = 10) {
    auto lease = store_->claim("w1", at(seconds));
    if (!lease) throw std::runtime_error("nothing to claim");
    EXPECT_EQ(slug(lease->stage), slug(stage));
    return *lease;
  }

  core::MasterRow openMaster(const std::string& path, int pages) {
    const auto master = add(path);
    store_->finishOpen(claim(core::Stage::kOpen), unmeasured(pages), at(10));
    return master;
  }

  void readPage(core::PageMark mark = core::PageMark::kKept) {
    const auto lease = claim(core::Stage::kRead);
    store_->finishRead(lease, mark, core::sha256("page " + std::to_string(lease.subject)), at(10));
  }

  // A master with that many kept pages, composed into these documents.
  core::MasterRow compose(const std::string& path, int pages,
                          const std::vector<core::Document>& documents) {
    const auto master = openMaster(path, pages);
    for (int i = 0; i < pages; ++i) readPage();
    store_->finishCompose(claim(core::Stage::kCompose), documents, at(10));
    return master;
  }

  void finishPdf(core::Stage stage) {
    const auto lease = claim(stage);
    store_->finishPdf(lease, pdf(lease.subject, stage), at(10));
  }

  void finishExtract() {
    const auto lease = claim(core::Stage::kExtract);
    store_->finishExtract(lease, store_->document(lease.subject).document, at(10));
  }

  // Brings the document that is furthest from assembly to delivery.
  void deliverOne() {
    finishPdf(core::Stage::kAssemble);
    finishPdf(core::Stage::kSignOperator);
    finishExtract();
    finishPdf(core::Stage::kSignAgency);
    store_->finishDeliver(claim(core::Stage::kDeliver), at(10));
  }

  static core::Sha256 pdf(core::Id document, core::Stage stage) {
    return core::sha256(std::to_string(document) + std::string(slug(stage)));
  }

  // Works off everything that is open; every page of a master becomes one document.
  void finishEverything() {
    while (const auto lease = store_->claim("w1", at(100000))) finishAny(*lease);
  }

  void finishAny(const core::Lease& lease) {
    switch (lease.stage) {
      case core::Stage::kOpen:
        return store_->finishOpen(lease, unmeasured(2), at(10));
      case core::Stage::kRead:
        return store_->finishRead(lease, core::PageMark::kKept, core::sha256("read"), at(10));
      case core::Stage::kCompose: {
        std::vector<core::Document> documents;
        for (int i = 0; i < store_->master(lease.subject).page_count; ++i) {
          documents.push_back(paper({i}));
        }
        return store_->finishCompose(lease, documents, at(10));
      }
      case core::Stage::kExtract:
        return store_->finishExtract(lease, store_->document(lease.subject).document, at(10));
      case core::Stage::kDeliver:
        return store_->finishDeliver(lease, at(10));
      default:
        return store_->finishPdf(lease, pdf(lease.subject, lease.stage), at(10));
    }
  }

  core::TemporaryFolder folder_;
  std::unique_ptr<core::WorkStore> store_;
};

}  // namespace sohoa::conformance
