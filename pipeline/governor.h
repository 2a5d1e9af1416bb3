#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "core/error.h"

namespace sohoa::pipeline {

// What this process may use of the machine it runs on.
struct Machine {
  int cores = 1;
  std::uint64_t memory = 0;  // bytes: of the machine, or of the control group when that is less
};
[[nodiscard]] Machine thisMachine();

// Bytes that all pages in work may take together. `wanted`: as the settings say; 0 leaves a quarter
// of the machine to the system, the database's cache and people.
[[nodiscard]] std::uint64_t memoryBudget(std::uint64_t wanted, const Machine& machine);

// `wanted`: 0 makes one worker a core, but no more than find room for an ordinary page each.
[[nodiscard]] int workerCount(int wanted, const Machine& machine, std::uint64_t budget);

// The ceiling of one worker's address space, in bytes. `wanted`: 0 takes 4 GiB, or what the machine
// has when that is less, at least 1 GiB.
[[nodiscard]] std::uint64_t workerCeiling(std::uint64_t wanted, const Machine& machine);

// Error(kDiskFull) when the disk of this folder has fewer bytes free than `least`. Nothing when the
// system does not tell.
[[nodiscard]] std::optional<core::Error> diskObstacle(const std::filesystem::path& folder,
                                                      std::uint64_t least);

}  // namespace sohoa::pipeline
