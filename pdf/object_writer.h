#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/atomic_file.h"
#include "core/digest.h"

namespace sohoa::pdf {

// Number of an indirect object; its generation is always 0.
struct Ref {
  int number = 0;
  [[nodiscard]] std::string text() const;  // "12 0 R"
};

// Decimal without exponent, at most `decimals` places, no trailing zeros (ISO 32000-1
// clause 7.3.3).
[[nodiscard]] std::string number(double value, int decimals = 4);

// zlib stream of `bytes`, best compression; the same bytes give the same stream.
[[nodiscard]] std::vector<std::uint8_t> deflated(std::span<const std::uint8_t> bytes);
[[nodiscard]] std::vector<std::uint8_t> deflated(std::string_view bytes);

// Writes a PDF 1.7 file of one revision front to back: objects as they come, then one classic
// cross-reference table without gaps (ISO 32000-1 clause 7.5.4, ISO 19005-2 clause 6.1).
// Memory does not grow with the streams. One thread at a time.
class ObjectWriter {
 public:
  explicit ObjectWriter(const std::filesystem::path& out);

  // A number to refer to now and write later. Every number handed out must be written once.
  [[nodiscard]] Ref allocate();

  void object(Ref ref, std::string_view body);
  Ref object(std::string_view body);
  // `entries` is the dictionary without brackets and without /Length.
  void stream(Ref ref, std::string_view entries, std::span<const std::uint8_t> data);
  Ref stream(std::string_view entries, std::span<const std::uint8_t> data);
  // Compresses `data` and adds the filter.
  Ref flateStream(std::string_view entries, std::string_view data);

  // Writes table and trailer and makes the file appear. The file identifier follows from the bytes.
  void finish(Ref catalog, Ref info);

 private:
  void begin(Ref ref);
  void write(std::string_view text);
  void write(std::span<const std::uint8_t> bytes);

  core::AtomicFile file_;
  core::Sha256Stream hash_;
  std::uint64_t position_ = 0;
  std::vector<std::uint64_t> offsets_;  // by number - 1; 0: not written yet
};

}  // namespace sohoa::pdf
