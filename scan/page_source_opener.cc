#include "scan/page_source_opener.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <new>
#include <string_view>
#include <utility>

#include "core/file.h"
#include "scan/errors.h"
#include "scan/jpeg.h"
#include "scan/pdf.h"
#include "scan/png.h"
#include "scan/tiff.h"

namespace sohoa::scan {
namespace {

// Runs `work` and lets out nothing but core::Error, with file and page.
template <class Work>
auto guarded(const std::string& name, std::optional<int> page, Work work) {
  try {
    return work();
  } catch (const core::Error& error) {
    throw error.at(name, page);
  } catch (const std::bad_alloc&) {
    throw core::Error(core::kOutOfMemory, {.file = name, .page = page});
  } catch (const std::exception& error) {
    throw core::Error(kDamaged, {.file = name, .page = page, .detail = error.what()});
  }
}

class NamedSource final : public core::PageSource {
  template <class Work>
  auto at(int page, Work work) {
    return guarded(name_, page, [&] {
      if (page < 0 || page >= pageCount()) {
        throw core::Error(core::kInternal, {.detail = "there is no such page"});
      }
      return work();
    });
  }

 public:
  NamedSource(std::unique_ptr<core::PageSource> source, std::string name)
      : source_(std::move(source)), name_(std::move(name)) {}

  [[nodiscard]] int pageCount() const override { return source_->pageCount(); }
  [[nodiscard]] core::PageInfo info(int page) override {
    return at(page, [&] { return source_->info(page); });
  }
  [[nodiscard]] core::Raster raster(int page) override {
    return at(page, [&] { return source_->raster(page); });
  }
  [[nodiscard]] core::EncodedImage image(int page) override {
    return at(page, [&] { return source_->image(page); });
  }

 private:
  std::unique_ptr<core::PageSource> source_;
  std::string name_;
};

std::string readHead(const std::filesystem::path& file) {
  const core::Fd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd) throw core::Error(kUnreadable, {.detail = std::strerror(errno)});
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0 || !S_ISREG(status.st_mode)) throw core::Error(kNotAFile, {});
  std::array<char, 1024> head{};
  const auto count = ::pread(fd.get(), head.data(), head.size(), 0);
  if (count < 0) throw core::Error(kUnreadable, {.detail = std::strerror(errno)});
  if (count == 0) throw core::Error(kEmpty, {});
  return {head.data(), static_cast<std::size_t>(count)};
}

std::unique_ptr<core::PageSource> openByContent(const std::filesystem::path& file,
                                                const ScanOptions& options) {
  using namespace std::string_view_literals;
  const std::string head = readHead(file);
  const auto starts = [&](std::string_view magic) { return head.starts_with(magic); };
  if (starts("II*\0"sv) || starts("MM\0*"sv) || starts("II+\0"sv) || starts("MM\0+"sv)) {
    return openTiff(file, options);
  }
  if (starts("\xFF\xD8\xFF"sv)) return openJpeg(file, options);
  if (starts("\x89PNG\r\n\x1A\n"sv)) return openPng(file, options);
  // Readers accept the header anywhere in the first 1024 bytes (ISO 32000-1, annex H.3.4.1).
  if (head.find("%PDF-") != std::string::npos) return openPdf(file, options);
  throw core::Error(kUnknownFormat, {});
}

}  // namespace

ScanOpener::ScanOpener(ScanOptions options) : options_(std::move(options)) {}

std::unique_ptr<core::PageSource> ScanOpener::open(const std::filesystem::path& file,
                                                   const std::string& name) {
  return guarded(
      name, {}, [&] { return std::make_unique<NamedSource>(openByContent(file, options_), name); });
}

}  // namespace sohoa::scan
