#include "store/folder_blob_store.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "tests/conformance/blob_store_conformance.h"
#include "tests/support/memory_blob_store.h"
#include "tests/support/slug_of.h"

namespace sohoa::conformance {

const auto kFolderStores = ::testing::Values(
    BlobStoreMaker{"unnamed_drafts",
                   [](const std::filesystem::path& folder) {
                     return std::make_unique<store::FolderBlobStore>(folder);
                   }},
    BlobStoreMaker{"named_drafts", [](const std::filesystem::path& folder) {
                     return std::make_unique<store::FolderBlobStore>(
                         folder, store::FolderBlobStore::Options{.unnamed_files = false});
                   }});
const auto kNameOf = [](const auto& maker) { return maker.param.name; };

INSTANTIATE_TEST_SUITE_P(Folder, BlobStoreConformance, kFolderStores, kNameOf);
INSTANTIATE_TEST_SUITE_P(Folder, BlobStoreProcessConformance, kFolderStores, kNameOf);
// What the other suites take for a store.
INSTANTIATE_TEST_SUITE_P(Memory, BlobStoreConformance,
                         ::testing::Values(BlobStoreMaker{
                             "memory",
                             [](const std::filesystem::path&) {
                               return std::make_unique<sohoa::testing::MemoryBlobStore>();
                             }}),
                         kNameOf);

}  // namespace sohoa::conformance

namespace sohoa::store {
namespace {

using conformance::bytesOf;

TEST(FolderBlobStore, KeepsABlobReadOnlyUnderItsDigest) {
  const core::TemporaryFolder folder;
  FolderBlobStore store(folder.path());
  const auto info = store.put(bytesOf("a"));
  const auto hex = info.id.hex();
  const auto file = folder.path() / "sha256" / hex.substr(0, 2) / hex.substr(2, 2) / hex;
  EXPECT_EQ(store.localFile(info.id), file);
  struct stat status {};
  ASSERT_EQ(::stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0440U);
}

TEST(FolderBlobStore, NoticesBytesThatChangedOnDisk) {
  const core::TemporaryFolder folder;
  FolderBlobStore store(folder.path());
  const auto info = store.put(bytesOf("original"));
  const auto file = store.localFile(info.id);
  std::filesystem::remove(file);
  core::writeFileAtomically(file, std::string_view("0riginal"));
  EXPECT_FALSE(store.intact(info.id));
  try {
    static_cast<void>(store.get(info.id));
    FAIL();
  } catch (const core::Error& error) {
    EXPECT_EQ(error.code(), core::kBlobDamaged);
  }
}

TEST(FolderBlobStore, PuttingAgainMendsABlobCutShort) {
  const core::TemporaryFolder folder;
  FolderBlobStore store(folder.path());
  const auto info = store.put(bytesOf("original"));
  const auto file = store.localFile(info.id);
  std::filesystem::remove(file);
  core::writeFileAtomically(file, std::string_view("orig"));
  store.put(bytesOf("original"));
  EXPECT_TRUE(store.intact(info.id));
}

TEST(FolderBlobStore, PassesOverFilesThatAreNotBlobs) {
  const core::TemporaryFolder folder;
  FolderBlobStore store(folder.path());
  core::writeFileAtomically(folder.path() / "sha256" / "README", std::string_view("hello"));
  store.forEach([](const core::BlobInfo&) { ADD_FAILURE(); });
}

TEST(FolderBlobStore, RemovesDraftsOfDeadWritersAndKeepsThoseOfLivingOnes) {
  const core::TemporaryFolder folder;
  const FolderBlobStore::Options named{.unnamed_files = false};
  const auto drafts = [&] {
    return std::distance(std::filesystem::directory_iterator(folder.path() / "tmp"), {});
  };
  int held[2];
  ASSERT_EQ(::pipe(held), 0);
  conformance::ForkedProcess writer([&](int out) {
    FolderBlobStore store(folder.path(), named);
    conformance::say(out, "ready");
    store.putDescriptor(held[0]);  // the pipe never ends, so that the draft stays open
  });
  EXPECT_EQ(writer.line(), "ready");
  const std::string bytes(1 << 20, 'x');  // more than a pipe holds: the writer has read some
  ASSERT_EQ(::write(held[1], bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  FolderBlobStore(folder.path(), named);
  EXPECT_EQ(drafts(), 1);
  writer.killHard();
  EXPECT_EQ(drafts(), 1);
  FolderBlobStore(folder.path(), named);
  EXPECT_EQ(drafts(), 0);
  ::close(held[0]);
  ::close(held[1]);
}

void writeProc(const char* file, const std::string& text) {
  const core::Fd fd(::open(file, O_WRONLY | O_CLOEXEC));
  core::writeAll(fd.get(),
                 std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()), file);
}

// A file system of 256 KiB, seen by this process only and gone with it.
bool mountSmallDisk(const std::filesystem::path& folder) {
  const auto user = std::to_string(::getuid());
  const auto group = std::to_string(::getgid());
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
  writeProc("/proc/self/setgroups", "deny");
  writeProc("/proc/self/uid_map", "0 " + user + " 1");
  writeProc("/proc/self/gid_map", "0 " + group + " 1");
  return ::mount("none", folder.c_str(), "tmpfs", 0, "size=256k") == 0;
}

TEST(FolderBlobStore, AFullDiskIsReportedAsSuchAndLeavesNothing) {
  const core::TemporaryFolder folder;
  conformance::ForkedProcess process([&](int out) {
    if (!mountSmallDisk(folder.path())) return conformance::say(out, "no namespaces here");
    FolderBlobStore store(folder.path());
    try {
      store.put(std::vector<std::uint8_t>(1U << 20U));
      conformance::say(out, "put");
    } catch (const core::Error& error) {
      conformance::say(out, std::string(error.code().slug));
    }
    store.forEach([&](const core::BlobInfo&) { conformance::say(out, "a blob"); });
    store.put(bytesOf("small"));
    conformance::say(out, "goes on");
  });
  const auto first = process.line();
  if (first == "no namespaces here") GTEST_SKIP() << first;
  EXPECT_EQ(first, core::kDiskFull.slug);
  EXPECT_EQ(process.line(), "goes on");
}

TEST(FolderBlobStore, WhatCannotBeHeldIsNotRemoved) {
  const core::TemporaryFolder folder;
  FolderBlobStore store(folder.path());
  const auto id = store.put(std::vector<std::uint8_t>{1}).id;
  const auto file = store.localFile(id);
  std::filesystem::remove(file);
  std::filesystem::create_symlink(file, file);  // opening it fails
  EXPECT_EQ(test::slugOf([&] { store.removeUnless(id, [] { return false; }); }), core::kIo.slug);
  EXPECT_TRUE(std::filesystem::is_symlink(file));
}

}  // namespace
}  // namespace sohoa::store
