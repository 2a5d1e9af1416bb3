#include "scan/journal.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/file.h"
#include "core/text.h"

namespace sohoa::scan {
namespace {

core::Fd openLocked(const std::filesystem::path& file) {
  core::Fd fd(::open(file.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
  if (!fd) core::throwSystemError(file, errno);
  while (::flock(fd.get(), LOCK_EX) != 0) {
    if (errno != EINTR) core::throwSystemError(file, errno);
  }
  return fd;
}

struct Tail {
  std::uint64_t end = 0;  // of the last whole line, newline included
  std::string line;       // the last whole line, without newline
};

// Reads backwards until the last whole line lies in the buffer.
Tail readTail(int fd, std::uint64_t size, const std::filesystem::path& file) {
  constexpr std::uint64_t kStep = 16384;
  std::string buffer;
  std::uint64_t from = size;
  for (;;) {
    const auto end = buffer.rfind('\n');
    const auto before =
        end == std::string::npos || end == 0 ? std::string::npos : buffer.rfind('\n', end - 1);
    if (end != std::string::npos && (before != std::string::npos || from == 0)) {
      const std::size_t start = before == std::string::npos ? 0 : before + 1;
      return {from + end + 1, buffer.substr(start, end - start)};
    }
    if (from == 0) return {};
    const std::uint64_t count = std::min(kStep, from);
    std::string piece(count, '\0');
    from -= count;
    if (::pread(fd, piece.data(), count, static_cast<off_t>(from)) != static_cast<ssize_t>(count)) {
      core::throwSystemError(file, errno);
    }
    buffer.insert(0, piece);
  }
}

std::string linkTo(const std::string& line) {
  return line.empty() ? core::Sha256().hex() : core::sha256(line).hex();
}

std::string format(const core::IntakeRecord& record, const std::string& previous) {
  const nlohmann::ordered_json json{{"prev", linkTo(previous)},
                                    {"sha256", record.sha256.hex()},
                                    {"size", record.size},
                                    {"batch", core::toNfc(record.batch)},
                                    {"path", core::toNfc(record.path)},
                                    {"taken", core::formatIso8601(record.taken)}};
  return json.dump() + "\n";
}

// `format` makes the line, newline included, of the line before.
template <class Format>
void appendLine(const std::filesystem::path& file, Format format) {
  const core::Fd fd = openLocked(file);
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) core::throwSystemError(file, errno);
  const auto size = static_cast<std::uint64_t>(status.st_size);
  const Tail tail = readTail(fd.get(), size, file);
  if (tail.end < size && ::ftruncate(fd.get(), static_cast<off_t>(tail.end)) != 0)
    core::throwSystemError(file, errno);
  const std::string line = format(tail.line);
  core::failAt("journal.write", file);
  core::writeAll(fd.get(), {reinterpret_cast<const std::uint8_t*>(line.data()), line.size()}, file);
  core::failAt("journal.sync", file);
  if (::fsync(fd.get()) != 0) core::throwSystemError(file, errno);
  if (tail.end == 0) core::syncFolder(file.parent_path());
  core::failAt("journal.appended", file);
}

}  // namespace

FileJournal::FileJournal(std::filesystem::path file) : file_(std::move(file)) {}

void FileJournal::append(const core::IntakeRecord& record) {
  appendLine(file_, [&](const std::string& previous) { return format(record, previous); });
}

void appendChained(const std::filesystem::path& file,
                   const std::vector<std::pair<std::string, std::string>>& texts) {
  appendLine(file, [&](const std::string& previous) {
    nlohmann::ordered_json json{{"prev", linkTo(previous)}};
    for (const auto& [name, text] : texts) json[name] = core::toNfc(text);
    return json.dump() + "\n";
  });
}

JournalVerdict verifyJournal(const std::filesystem::path& file) {
  JournalVerdict verdict;
  if (!std::filesystem::exists(file)) return verdict;
  std::ifstream in(file, std::ios::binary);
  if (!in) core::throwSystemError(file, errno);
  std::string line;
  std::string previous;
  while (std::getline(in, line)) {
    if (in.eof()) {
      verdict.torn = true;
      break;
    }
    ++verdict.lines;
    const auto json = nlohmann::json::parse(line, nullptr, false);
    const bool linked = json.is_object() && json.contains("prev") && json["prev"].is_string() &&
                        json["prev"].get<std::string>() == linkTo(previous);
    if (!linked && !verdict.first_broken) verdict.first_broken = verdict.lines;
    previous = std::move(line);
  }
  return verdict;
}

std::string journalProblem(const std::filesystem::path& file) {
  const JournalVerdict verdict = verifyJournal(file);
  if (!verdict.first_broken) return {};
  return "line " + std::to_string(*verdict.first_broken) + " of " + std::to_string(verdict.lines) +
         " was altered, or a line before it is gone";
}

}  // namespace sohoa::scan
