#pragma once

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include "core/file.h"
#include "core/ports/blob_store.h"
#include "core/ports/errors.h"
#include "tests/conformance/forked_processes.h"
#include "tests/support/slug_of.h"

// What every BlobStore must do.
namespace sohoa::conformance {

using test::slugOf;

struct BlobStoreMaker {
  std::string name;
  // Opens the store that lives in `folder`, made when absent; also in other processes.
  std::function<std::unique_ptr<core::BlobStore>(const std::filesystem::path& folder)> open;
  int rounds = 200;  // of what is repeated to meet a race; fewer where each costs a network's time
};
inline std::ostream& operator<<(std::ostream& out, const BlobStoreMaker& maker) {
  return out << maker.name;
}

inline std::vector<std::uint8_t> bytesOf(const std::string& text) {
  return {text.begin(), text.end()};
}

class BlobStoreConformance : public testing::TestWithParam<BlobStoreMaker> {
 protected:
  void SetUp() override { store_ = open(); }
  [[nodiscard]] std::unique_ptr<core::BlobStore> open() const {
    return GetParam().open(folder_.path() / "blobs");
  }
  [[nodiscard]] std::vector<core::BlobInfo> all() const {
    std::vector<core::BlobInfo> found;
    store_->forEach([&](const core::BlobInfo& info) { found.push_back(info); });
    return found;
  }

  core::TemporaryFolder folder_;
  std::unique_ptr<core::BlobStore> store_;
};

TEST_P(BlobStoreConformance, GivesBackWhatWasPut) {
  const auto bytes = bytesOf("một tờ giấy");
  const auto info = store_->put(bytes);
  EXPECT_EQ(info.id, core::sha256(bytes));
  EXPECT_EQ(info.size, bytes.size());
  EXPECT_TRUE(store_->contains(info.id));
  EXPECT_TRUE(store_->intact(info.id));
  EXPECT_EQ(store_->get(info.id), bytes);
  EXPECT_EQ(core::readFile(store_->localFile(info.id)), bytes);
}

TEST_P(BlobStoreConformance, KeepsTheEmptyBlob) {
  const auto info = store_->put({});
  EXPECT_EQ(info.size, 0U);
  EXPECT_THAT(store_->get(info.id), testing::IsEmpty());
  EXPECT_TRUE(store_->intact(info.id));
}

TEST_P(BlobStoreConformance, TheSameBytesAreKeptOnce) {
  const auto bytes = bytesOf("twice");
  store_->put(bytes);
  store_->put(bytes);
  EXPECT_THAT(all(), testing::SizeIs(1));
}

TEST_P(BlobStoreConformance, StreamsAFileLargerThanItsBuffer) {
  std::vector<std::uint8_t> bytes(3'000'017);
  std::uint32_t state = 1;
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>((state = state * 1664525U + 7U) >> 24U);
  const auto file = folder_.path() / "master.tif";
  core::writeFileAtomically(file, bytes);
  const auto info = store_->putFile(file);
  EXPECT_EQ(info.id, core::sha256(bytes));
  EXPECT_EQ(info.size, bytes.size());
  EXPECT_EQ(store_->get(info.id), bytes);
  const core::Fd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  EXPECT_EQ(store_->putDescriptor(fd.get()).id, info.id);
  EXPECT_THAT(all(), testing::SizeIs(1));
}

TEST_P(BlobStoreConformance, AFileThatIsNotThereIsAnErrorAndLeavesNothing) {
  EXPECT_EQ(slugOf([&] { store_->putFile(folder_.path() / "none.tif"); }), core::kIo.slug);
  EXPECT_THAT(all(), testing::IsEmpty());
}

TEST_P(BlobStoreConformance, AMissingBlobIsReportedAsMissing) {
  const auto id = core::sha256("never put");
  EXPECT_FALSE(store_->contains(id));
  EXPECT_EQ(slugOf([&] { static_cast<void>(store_->get(id)); }), core::kBlobMissing.slug);
  EXPECT_EQ(slugOf([&] { static_cast<void>(store_->intact(id)); }), core::kBlobMissing.slug);
  EXPECT_EQ(slugOf([&] { static_cast<void>(store_->localFile(id)); }), core::kBlobMissing.slug);
  store_->remove(id);
}

TEST_P(BlobStoreConformance, ARemovedBlobIsGoneAndCanBePutAgain) {
  const auto info = store_->put(bytesOf("secret"));
  store_->remove(info.id);
  EXPECT_FALSE(store_->contains(info.id));
  store_->put(bytesOf("secret"));
  EXPECT_TRUE(store_->intact(info.id));
}

TEST_P(BlobStoreConformance, WhatIsWantedAfterAllIsThereAgainOnceItWasAway) {
  for (const std::string text : {"let go of", ""}) {
    const auto info = store_->put(bytesOf(text));
    int asked = 0;
    const auto wanted = [&](bool yes) {
      return [&, yes] {
        ++asked;
        EXPECT_FALSE(store_->contains(info.id));
        return yes;
      };
    };
    EXPECT_FALSE(store_->removeUnless(info.id, wanted(true)));
    EXPECT_TRUE(store_->intact(info.id));
    EXPECT_EQ(store_->get(info.id), bytesOf(text));
    EXPECT_EQ(core::readText(store_->localFile(info.id)), text);
    EXPECT_TRUE(store_->removeUnless(info.id, wanted(false)));
    EXPECT_FALSE(store_->contains(info.id));
    EXPECT_TRUE(store_->removeUnless(info.id, wanted(false)));  // it is not there
    EXPECT_FALSE(store_->removeUnless(info.id, wanted(true)));
    EXPECT_EQ(asked, 4);
    EXPECT_THAT(all(), testing::IsEmpty());
  }
}

TEST_P(BlobStoreConformance, OfWhatNobodyCanSayIfItIsWantedIsThereAgain) {
  for (const std::string text : {"let go of", ""}) {
    const auto info = store_->put(bytesOf(text));
    const auto wanted = []() -> bool { throw core::Error(core::kStoreBusy, {}); };
    EXPECT_EQ(slugOf([&] { store_->removeUnless(info.id, wanted); }), core::kStoreBusy.slug);
    EXPECT_TRUE(store_->intact(info.id));
    EXPECT_TRUE(store_->removeUnless(info.id, [] { return false; }));
    EXPECT_FALSE(store_->contains(info.id));
  }
}

TEST_P(BlobStoreConformance, WhatSomebodyPutsWhileItIsAwayStays) {
  const auto info = store_->put(bytesOf("let go of"));
  EXPECT_FALSE(store_->removeUnless(info.id, [&] {
    store_->put(bytesOf("let go of"));
    return true;
  }));
  EXPECT_TRUE(store_->intact(info.id));
  EXPECT_THAT(all(), testing::SizeIs(1));
}

TEST_P(BlobStoreConformance, ListsEveryBlobWithItsSize) {
  const auto a = store_->put(bytesOf("a"));
  const auto b = store_->put(bytesOf("bb"));
  std::map<core::Sha256, std::uint64_t> sizes;
  for (const auto& info : all()) sizes[info.id] = info.size;
  EXPECT_THAT(sizes, testing::UnorderedElementsAre(testing::Pair(a.id, 1), testing::Pair(b.id, 2)));
}

// The same for stores that several processes share.
class BlobStoreProcessConformance : public BlobStoreConformance {};

TEST_P(BlobStoreProcessConformance, ProcessesPuttingTheSameBytesAgree) {
  std::vector<std::unique_ptr<ForkedProcess>> processes;
  for (int i = 0; i < 3; ++i) {
    processes.push_back(std::make_unique<ForkedProcess>([&](int) {
      const auto store = open();
      for (int blob = 0; blob < 20; ++blob) store->put(bytesOf("blob " + std::to_string(blob)));
    }));
  }
  for (const auto& process : processes) EXPECT_EQ(process->exitCode(), 0);
  EXPECT_THAT(all(), testing::SizeIs(20));
  for (const auto& info : all()) EXPECT_TRUE(store_->intact(info.id));
}

TEST_P(BlobStoreProcessConformance, ABlobOncePutIsThereWhileOthersPutItToo) {
  std::vector<std::unique_ptr<ForkedProcess>> processes;
  for (int i = 0; i < 3; ++i) {
    processes.push_back(std::make_unique<ForkedProcess>([&](int) {
      const auto store = open();
      for (int blob = 0; blob < GetParam().rounds; ++blob) {
        const auto info = store->put(bytesOf("blob " + std::to_string(blob)));
        for (int look = 0; look < 20; ++look) {
          if (!store->intact(info.id)) throw std::runtime_error("not whole");
        }
      }
    }));
  }
  for (const auto& process : processes) EXPECT_EQ(process->exitCode(), 0);
}

TEST_P(BlobStoreProcessConformance, AWriterKilledAtAnyMomentLeavesWholeBlobsOnly) {
  for (int round = 0; round < 5; ++round) {
    ForkedProcess writer([&](int out) {
      const auto store = open();
      for (int i = 0;; ++i) {
        std::vector<std::uint8_t> bytes(300'000, static_cast<std::uint8_t>(round));
        bytes[0] = static_cast<std::uint8_t>(i);
        bytes[1] = static_cast<std::uint8_t>(i >> 8);
        store->put(bytes);
        say(out, "put");
      }
    });
    for (int puts = 0; puts <= round; ++puts) EXPECT_EQ(writer.line(), "put");
    writer.killHard();
  }
  store_ = open();
  EXPECT_GE(all().size(), 15U);
  for (const auto& info : all()) {
    EXPECT_EQ(info.size, 300'000U);
    EXPECT_TRUE(store_->intact(info.id));
  }
}

}  // namespace sohoa::conformance
