#include "scan/tiff_handle.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <utility>

#include "core/unique_handle.h"
#include "scan/errors.h"

namespace sohoa::scan {
namespace {

constexpr std::size_t kMaxMessageBytes = 2000;

using OptionsPtr = core::UniqueHandle<TIFFOpenOptions, &TIFFOpenOptionsFree>;

int keepMessage(TIFF*, void* user, const char*, const char* format, va_list arguments) {
  auto& messages = *static_cast<std::string*>(user);
  char text[300];
  std::vsnprintf(text, sizeof text, format, arguments);
  if (messages.size() < kMaxMessageBytes) {
    if (!messages.empty()) messages += '\n';
    messages += text;
  }
  return 1;
}

TiffStream& stream(thandle_t handle) { return *static_cast<TiffStream*>(handle); }

tmsize_t readProc(thandle_t handle, void* into, tmsize_t count) {
  return stream(handle).read(into, count);
}

tmsize_t writeProc(thandle_t handle, void* from, tmsize_t count) {
  return stream(handle).write(from, count);
}

toff_t seekProc(thandle_t handle, toff_t offset, int whence) {
  TiffStream& at = stream(handle);
  if (whence == SEEK_CUR) offset += at.position;
  if (whence == SEEK_END) offset += at.size();
  at.position = offset;
  return offset;
}

int closeProc(thandle_t) { return 0; }

toff_t sizeProc(thandle_t handle) { return stream(handle).size(); }

// libtiff passes over tags and rows that lie behind the end of the file with a mere warning.
bool saysCutShort(const std::string& messages) {
  return messages.find("remature") != std::string::npos ||
         messages.find("IO error") != std::string::npos ||
         messages.find("Can not read TIFF directory") != std::string::npos;
}

}  // namespace

tmsize_t TiffFileStream::read(void* into, tmsize_t count) {
  tmsize_t done = 0;
  while (done < count) {
    const auto got = ::pread(file_.fd.get(), static_cast<char*>(into) + done,
                             static_cast<std::size_t>(count - done), static_cast<off_t>(position));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    done += got;
    position += static_cast<std::uint64_t>(got);
  }
  return done;
}

tmsize_t TiffMemoryStream::read(void* into, tmsize_t count) {
  if (position >= bytes_.size()) return 0;
  const auto have = std::min(static_cast<std::uint64_t>(count), bytes_.size() - position);
  std::memcpy(into, bytes_.data() + position, have);
  position += have;
  return static_cast<tmsize_t>(have);
}

tmsize_t TiffMemoryStream::write(const void* from, tmsize_t count) {
  const auto end = position + static_cast<std::uint64_t>(count);
  if (end > bytes_.size()) bytes_.resize(end);
  std::memcpy(bytes_.data() + position, from, static_cast<std::size_t>(count));
  position = end;
  return count;
}

TiffHandle::TiffHandle(std::unique_ptr<TiffStream> stream, const char* mode,
                       std::uint64_t max_memory)
    : stream_(std::move(stream)),
      messages_(std::make_unique<std::string>()),
      tiff_(nullptr, &TIFFClose) {
  const OptionsPtr options(TIFFOpenOptionsAlloc());
  if (!options) throw std::bad_alloc();
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), &keepMessage, messages_.get());
  TIFFOpenOptionsSetWarningHandlerExtR(options.get(), &keepMessage, messages_.get());
  if (max_memory != 0) {
    TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), static_cast<tmsize_t>(max_memory));
  }
  tiff_.reset(TIFFClientOpenExt("TIFF", mode, stream_.get(), &readProc, &writeProc, &seekProc,
                                &closeProc, &sizeProc, nullptr, nullptr, options.get()));
  if (!tiff_ && messages_->empty()) throw core::Error(kNoPages, {.detail = "TIFF: no directory"});
  if (!tiff_) fail("opening");
}

std::string TiffHandle::takeMessages() { return std::exchange(*messages_, {}); }

void TiffHandle::fail(const std::string& doing) {
  const bool short_read = messages_->find("Read error") != std::string::npos ||
                          messages_->find("Not enough data") != std::string::npos;
  const auto& code = short_read || saysCutShort(*messages_) ? kTruncated : kDamaged;
  throw core::Error(code, {.detail = "TIFF: " + doing + ": " + takeMessages()});
}

void TiffHandle::failIfCutShort(const std::string& doing) {
  if (saysCutShort(*messages_)) fail(doing);
}

}  // namespace sohoa::scan
