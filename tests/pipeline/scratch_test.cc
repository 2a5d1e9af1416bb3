#include "pipeline/scratch.h"

#include <gtest/gtest.h>

#include "core/file.h"
#include "pipeline/worker.h"

namespace sohoa::pipeline {
namespace {

TEST(Scratch, WhatAKilledWorkerLeftIsRemovedAndALivingOnesStays) {
  const core::TemporaryFolder home;
  const auto run = home.path() / "run";
  const auto scratch = home.path() / "tmp";
  std::filesystem::create_directories(run);
  const LifeLock alive(run, "alive");
  core::writeFileAtomically(scratchFor(scratch, "alive") / "x.pdf", std::string_view("x"));
  core::writeFileAtomically(scratchFor(scratch, "killed") / "x.pdf", std::string_view("x"));
  clearScratch(scratch, run);
  EXPECT_TRUE(std::filesystem::exists(scratch / "alive" / "x.pdf"));
  EXPECT_FALSE(std::filesystem::exists(scratch / "killed"));
}

TEST(Scratch, FolderThatIsNotThereIsClear) {
  const core::TemporaryFolder home;
  EXPECT_NO_THROW(clearScratch(home.path() / "none", home.path()));
}

}  // namespace
}  // namespace sohoa::pipeline
