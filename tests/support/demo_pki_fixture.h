#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>

#include "core/clock.h"
#include "core/file.h"
#include "signing/demo_pki.h"

namespace sohoa::test {

// The test PKI, with 2048-bit RSA keys because larger ones take long to find. It is made once for
// all test processes, beside the test program, and made anew when it is a day old.
class DemoPkiTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    namespace fs = std::filesystem;
    const fs::path folder = pki();
    const core::Fd lock(::open((folder.string() + ".lock").c_str(), O_CREAT | O_RDWR, 0600));
    ASSERT_EQ(::flock(lock.get(), LOCK_EX), 0);
    const fs::path last_made = folder / "certs/officer.pem";
    if (fs::exists(last_made) &&
        fs::file_time_type::clock::now() - fs::last_write_time(last_made) < std::chrono::days(1)) {
      return;
    }
    fs::remove_all(folder);
    signing::DemoPkiOptions options;
    options.rsa_bits = 2048;
    signing::createDemoPki(folder, options, core::SystemClock());
  }

  [[nodiscard]] static std::filesystem::path pki() {
    return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "test_pki";
  }
  [[nodiscard]] static std::filesystem::path p12(const std::string& name) {
    return pki() / "keys" / (name + ".p12");
  }
  [[nodiscard]] static std::filesystem::path pass(const std::string& name) {
    return pki() / "keys" / (name + ".pass");
  }
};

}  // namespace sohoa::test
