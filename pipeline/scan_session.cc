#include "pipeline/scan_session.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "core/ports/scanner_errors.h"
#include "core/random.h"
#include "core/text.h"
#include "pipeline/errors.h"

namespace sohoa::pipeline {
namespace {

namespace fs = std::filesystem;
using core::Error;

constexpr const char* kManifest = "phien.jsonl";
constexpr const char* kAside = "bo-ra";
constexpr const char* kPart = ".part";

core::Sha256 digestOf(const fs::path& file) {
  const core::Fd fd(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!fd) core::throwSystemError(file, errno);
  core::Sha256Stream stream;
  core::readPieces(fd.get(), file, [&](auto piece) { stream.update(piece); });
  return stream.finish();
}

core::Fd lockedManifest(const fs::path& folder, int flags) {
  core::Fd fd(::open((folder / kManifest).c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0600));
  if (!fd && errno == ENOENT) throw Error(kNoSession, {.file = folder.string()});
  if (!fd) core::throwSystemError(folder / kManifest, errno);
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    throw Error(kSessionBusy, {.file = folder.string()});
  }
  return fd;
}

// Applies all whole lines; the place where a line that a crash cut off begins.
std::size_t applyAll(const std::string& text, const fs::path& folder, SessionBook& book) {
  std::size_t at = 0;
  for (int number = 1;; ++number) {
    const auto end = text.find('\n', at);
    if (end == std::string::npos) break;
    try {
      book.apply(std::string_view(text).substr(at, end - at));
    } catch (const Error& error) {
      throw Error(kSessionDamaged,
                  {.file = (folder / kManifest).string(),
                   .detail = fmt::format("line {}: {}", number, error.context().detail)});
    }
    at = end + 1;
  }
  if (!book.begun()) throw Error(kSessionDamaged, {.file = folder.string(), .detail = "no head"});
  return at;
}

// ".pdf" of what somebody called "Giấy khai sinh.PDF"; nothing of what is no plain suffix.
std::string plainSuffix(const fs::path& from, const std::string& name) {
  auto suffix = core::toLower(fs::path(name.empty() ? from.string() : name).extension().string());
  const bool plain =
      suffix.size() > 1 && suffix.size() <= 5 &&
      suffix.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789", 1) == std::string::npos;
  return plain ? suffix : std::string();
}

bool isPicture(const fs::path& name) { return name.string().compare(0, 3, "to-") == 0; }

}  // namespace

ScanSession::ScanSession(fs::path folder, core::Fd manifest, core::SheetImages& images,
                         const core::Clock& clock)
    : folder_(std::move(folder)),
      manifest_(std::move(manifest)),
      images_(&images),
      clock_(&clock) {}

ScanSession ScanSession::begin(const fs::path& folder, const SessionHead& head,
                               core::SheetImages& images, const core::Clock& clock) {
  fs::create_directories(folder);
  fs::permissions(folder, fs::perms::owner_all);
  ScanSession session(folder, lockedManifest(folder, O_CREAT | O_EXCL), images, clock);
  session.write(SessionBook::headLine(head));
  core::syncFolder(folder);
  core::syncFolder(folder.parent_path());
  return session;
}

ScanSession ScanSession::resume(const fs::path& folder, core::SheetImages& images,
                                const core::Clock& clock) {
  ScanSession session(folder, lockedManifest(folder, 0), images, clock);
  session.load();
  if (session.book_.dropped()) throw Error(kNoSession, {.file = folder.string()});
  session.recover();
  return session;
}

void ScanSession::load() {
  const auto text = core::readText(folder_ / kManifest);
  const auto whole = applyAll(text, folder_, book_);
  if (whole < text.size() && ::ftruncate(manifest_.get(), static_cast<off_t>(whole)) != 0) {
    core::throwSystemError(folder_ / kManifest, errno);
  }
  if (::lseek(manifest_.get(), 0, SEEK_END) < 0) core::throwSystemError(folder_, errno);
}

// The last process may have died between a picture's rename and its line.
void ScanSession::recover() {
  while (const auto open = book_.open()) {
    if (!fs::exists(folder_ / fileFor(open->number, open->taken))) {
      stopSheet(Error(core::kScannerCancelled, {.detail = "interrupted"}));
      break;
    }
    try {
      addSide(open->number, open->taken);
    } catch (const Error& error) {
      stopSheet(error);
    }
  }
  putAsideStrays();
  std::vector<fs::path> parts;  // of files that were being copied
  for (const auto& entry : fs::directory_iterator(folder_)) {
    if (entry.path().extension() == kPart && !isPicture(entry.path().filename())) {
      parts.push_back(entry.path());
    }
  }
  for (const auto& part : parts) fs::remove(part);
}

void ScanSession::write(const std::string& line) {
  const std::string whole = line + "\n";
  const auto end = ::lseek(manifest_.get(), 0, SEEK_END);
  try {
    core::writeAll(manifest_.get(),
                   {reinterpret_cast<const std::uint8_t*>(whole.data()), whole.size()},
                   folder_ / kManifest);
    if (::fsync(manifest_.get()) != 0) core::throwSystemError(folder_ / kManifest, errno);
  } catch (const Error&) {
    // Half a line in the middle would spoil the manifest for good.
    if (end >= 0) static_cast<void>(!::ftruncate(manifest_.get(), end));
    throw;
  }
  book_.apply(line);
}

// A line that contradicts the book must not come into the manifest.
void ScanSession::edit(const std::string& line) {
  try {
    auto tried = book_;
    tried.apply(line);
  } catch (const Error& error) {
    throw Error(kEditRefused, {.detail = error.context().detail});
  }
  write(line);
}

void ScanSession::requireFree(bool sheets) const {
  if (book_.beingTaken() || (sheets && book_.tookSheets())) throw Error(kSessionHalfTaken, {});
}

int ScanSession::beginSheet(int sides, const SheetPlace& place) {
  requireFree(true);
  const int number = book_.lastNumber() + 1;
  const auto line = SessionBook::sheetLine(number, sides, place);
  if (place.after || place.replaces || place.bares) {
    edit(line);
  } else {
    write(line);
  }
  return number;
}

void ScanSession::reorder(const std::vector<int>& sheets) {
  requireFree(true);
  edit(SessionBook::orderLine(sheets));
}

void ScanSession::turn(const SheetSide& side, int quarters) {
  requireFree(true);
  edit(SessionBook::turnLine(side, quarters));
}

void ScanSession::drop(int sheet) {
  requireFree(true);
  edit(SessionBook::dropLine(sheet));
  putAsideStrays();
}

void ScanSession::pair(int sheet, const std::optional<SheetSide>& bares) {
  requireFree(true);
  edit(SessionBook::pairLine(sheet, bares));
}

SessionFile ScanSession::addFile(const fs::path& from, const std::string& name, int pages) {
  return addCopied(copyIn(folder_, from), from, name, pages);
}

ScanSession::Copied ScanSession::copyIn(const fs::path& folder, const fs::path& from) {
  Copied copied{folder / ("tep-" + core::randomHex(8) + kPart), {}};
  std::error_code error;
  fs::copy_file(from, copied.part, error);
  try {
    if (error) core::throwSystemError(copied.part, error.value());
    copied.sha256 = digestOf(copied.part);
    const core::Fd fd(::open(copied.part.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd || ::fsync(fd.get()) != 0) core::throwSystemError(copied.part, errno);
  } catch (const Error&) {
    fs::remove(copied.part, error);
    throw;
  }
  return copied;
}

SessionFile ScanSession::addCopied(const Copied& copied, const fs::path& from,
                                   const std::string& name, int pages) {
  SessionFile file;
  file.number = book_.lastFile() + 1;
  file.name = name;
  file.pages = pages;
  file.sha256 = copied.sha256;
  // Its kind is told by its content; the name of a person stays out of paths.
  file.file = fmt::format("tep-{:05}{}", file.number, plainSuffix(from, name));
  try {
    requireFree(false);
    fs::rename(copied.part, folder_ / file.file);
  } catch (const std::exception&) {
    std::error_code error;
    fs::remove(copied.part, error);
    throw;
  }
  core::syncFolder(folder_);
  edit(SessionBook::fileLine(file));
  return file;
}

void ScanSession::count(std::optional<int> sheets) { edit(SessionBook::countedLine(sheets)); }

void ScanSession::dropFile(int number) {
  requireFree(false);
  std::string gone;
  for (const auto& file : book_.files()) {
    if (file.number == number) gone = file.file;
  }
  if (book_.took(gone)) throw Error(kSessionHalfTaken, {});
  edit(SessionBook::unfileLine(number));
  fs::create_directories(folder_ / kAside);
  fs::rename(folder_ / gone, folder_ / kAside / gone);
}

std::string ScanSession::fileFor(int sheet, int side) {
  return fmt::format("to-{:05}-{}.tif", sheet, side == 0 ? 'a' : 'b');
}

SessionPage ScanSession::addSide(int sheet, int side) {
  SessionPage page{sheet, side, fileFor(sheet, side), {}, {}};
  page.sha256 = digestOf(folder_ / page.file);
  page.look = images_->look(folder_ / page.file);
  write(SessionBook::pageLine(page, clock_->now()));
  if (!book_.open()) putAsideStrays();  // what it replaces
  return page;
}

void ScanSession::stopSheet(const Error& why) {
  const auto open = book_.open();
  if (!open) return;
  write(SessionBook::stopLine(open->number, why.code().slug, why.context().detail, clock_->now()));
  putAsideStrays();
}

bool ScanSession::ofOpenSheet(const std::string& name) const {
  const auto open = book_.open();
  if (!open) return false;
  return name.starts_with(fileFor(open->number, 0)) || name.starts_with(fileFor(open->number, 1));
}

// Pictures that no sheet has any more, and what a killed driver left half written.
void ScanSession::putAsideStrays() const {
  std::vector<fs::path> strays;
  for (const auto& entry : fs::directory_iterator(folder_)) {
    const auto name = entry.path().filename();
    if (!entry.is_regular_file() || !isPicture(name) || book_.holds(name.string())) continue;
    // A sheet that is on its way is in no book yet.
    if (!ofOpenSheet(name.string())) strays.push_back(name);
  }
  if (strays.empty()) return;
  fs::create_directories(folder_ / kAside);
  for (const auto& name : strays) {
    if (name.extension() == ".tif") {
      fs::rename(folder_ / name, folder_ / kAside / name);
    } else {
      fs::remove(folder_ / name);
    }
  }
}

fs::path ScanSession::bind(const std::string& name) const {
  std::vector<fs::path> files;
  for (const auto& page : book_.pages()) {
    files.push_back(folder_ / page.file);
    if (digestOf(files.back()) != page.sha256) {
      throw Error(kSessionDamaged, {.file = files.back().string(), .detail = "digest"});
    }
  }
  const auto out = folder_ / (name + ".tif");
  images_->bind(files, out);
  return out;
}

void ScanSession::beginTaking(const SessionBook::Taking& taking) {
  if (book_.beingTaken() && book_.taking() == taking) return;
  core::syncFolder(folder_);  // the bound sheets are there before the line that names them
  write(SessionBook::takingLine(taking));
}

void ScanSession::noteTook(const std::set<std::string>& files) {
  write(SessionBook::tookLine(files));
}

void ScanSession::markDropped() {
  if (book_.taking()) throw Error(kSessionHalfTaken, {});
  write(SessionBook::droppedLine());
}

void ScanSession::markTaken(const std::string& batch, bool keep,
                            const std::vector<std::string>& earlier) {
  if (!book_.batch()) write(SessionBook::takenLine(batch, earlier, keep, clock_->now()));
  if (keep) return;
  for (const auto& file : book_.files()) fs::remove(folder_ / file.file);
  for (const auto& page : book_.pages()) fs::remove(folder_ / page.file);
  for (const auto& entry : fs::directory_iterator(folder_)) {
    if (entry.path().extension() == ".tif") fs::remove(entry.path());
  }
}

std::optional<SessionBook> readSession(const fs::path& folder) {
  try {
    SessionBook book;
    static_cast<void>(applyAll(core::readText(folder / kManifest), folder, book));
    return book;
  } catch (const Error&) {
    return {};
  }
}

bool hasPictures(const fs::path& folder) {
  std::error_code error;
  for (fs::directory_iterator each(folder, error), end; !error && each != end;
       each.increment(error)) {
    if (each->is_regular_file(error) && each->path().filename() != kManifest) return true;
  }
  return static_cast<bool>(error);  // who cannot look does not remove
}

bool removeSession(const fs::path& folder) {
  try {
    const auto held = lockedManifest(folder, 0);
    fs::remove_all(folder);
  } catch (const Error& error) {
    if (error.code() != kSessionBusy) throw;
    return false;
  }
  return true;
}

}  // namespace sohoa::pipeline
