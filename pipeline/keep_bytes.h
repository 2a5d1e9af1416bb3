#pragma once

#include <filesystem>

#include "core/ports/intake.h"
#include "core/ports/work_store.h"

namespace sohoa::pipeline {

// Sees to it that the bytes of a file are there once its row stands, whoever recorded it: he may
// have died before he looked. Those whose papers were made have been there, and what was let go of
// since, as a secret or when its time was over, stays away. Throws as core::Intake::keep().
inline void keepBytes(core::Intake& intake, const std::filesystem::path& file,
                      const core::MasterRow& master) {
  if (master.state == core::MasterState::kComposed) return;
  intake.keep(file, {master.sha256, master.size, master.name});
}

}  // namespace sohoa::pipeline
