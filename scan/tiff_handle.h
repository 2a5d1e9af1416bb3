#pragma once

#include <tiffio.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "scan/input_file.h"

namespace sohoa::scan {

// Where libtiff reads and writes.
class TiffStream {
 public:
  virtual ~TiffStream() = default;
  virtual tmsize_t read(void* into, tmsize_t count) = 0;
  virtual tmsize_t write(const void* from, tmsize_t count) = 0;
  [[nodiscard]] virtual std::uint64_t size() const = 0;

  std::uint64_t position = 0;
};

class TiffFileStream final : public TiffStream {
 public:
  explicit TiffFileStream(InputFile file) : file_(std::move(file)) {}
  tmsize_t read(void* into, tmsize_t count) override;
  tmsize_t write(const void*, tmsize_t) override { return -1; }
  [[nodiscard]] std::uint64_t size() const override { return file_.size; }

 private:
  InputFile file_;
};

class TiffMemoryStream final : public TiffStream {
 public:
  explicit TiffMemoryStream(std::vector<std::uint8_t>& bytes) : bytes_(bytes) {}
  tmsize_t read(void* into, tmsize_t count) override;
  tmsize_t write(const void* from, tmsize_t count) override;
  [[nodiscard]] std::uint64_t size() const override { return bytes_.size(); }

 private:
  std::vector<std::uint8_t>& bytes_;
};

// An open TIFF whose messages are kept instead of printed.
class TiffHandle {
 public:
  // `mode` as TIFFOpen has it. libtiff never asks for more than `max_memory` bytes at once
  // (0: no ceiling). Throws Error(kDamaged) when it cannot be opened.
  TiffHandle(std::unique_ptr<TiffStream> stream, const char* mode, std::uint64_t max_memory = 0);

  [[nodiscard]] TIFF* get() const { return tiff_.get(); }
  [[nodiscard]] std::uint64_t streamSize() const { return stream_->size(); }

  // What libtiff said since the last call, one message a line.
  [[nodiscard]] std::string takeMessages();
  void forgetMessages() { messages_->clear(); }
  // Error(kTruncated) when libtiff spoke of a premature end, else Error(kDamaged).
  [[noreturn]] void fail(const std::string& doing);
  // Throws as fail() does when libtiff spoke of a premature end, although the call succeeded.
  void failIfCutShort(const std::string& doing);

 private:
  std::unique_ptr<TiffStream> stream_;
  std::unique_ptr<std::string> messages_;
  std::unique_ptr<TIFF, void (*)(TIFF*)> tiff_;
};

}  // namespace sohoa::scan
