#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "core/file.h"
#include "core/ports/sheet_images.h"
#include "pipeline/session_book.h"

namespace sohoa::pipeline {

// Sheets on their way from a scanner to the intake: a folder with one file a side and a manifest
// (phien.jsonl, see SessionBook), which is synced to disk before the next sheet is fed. Whatever
// dies in between, opening the folder again gives every whole sheet back in its place. Pictures
// that do not count (of a sheet that jammed, or was replaced) lie in bo-ra. One process and one
// thread at a time.
class ScanSession {
 public:
  // Makes the folder. Throws Error(core::kIo, core::kDiskFull). All parts outlive the session.
  [[nodiscard]] static ScanSession begin(const std::filesystem::path& folder,
                                         const SessionHead& head, core::SheetImages& images,
                                         const core::Clock& clock);
  // Takes over sides that are whole on disk but not in the manifest yet, and puts a sheet aside
  // that is not whole. Throws Error(kNoSession, kSessionBusy, kSessionDamaged).
  [[nodiscard]] static ScanSession resume(const std::filesystem::path& folder,
                                          core::SheetImages& images, const core::Clock& clock);

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] const SessionBook& book() const { return book_; }

  // A sheet is about to be fed; its number. No other is open.
  int beginSheet(int sides, const SheetPlace& place);
  // The file for one of its sides.
  [[nodiscard]] static std::string fileFor(int sheet, int side);
  // The side is on disk under fileFor(): looks at it and writes it down. Throws what the picture's
  // decoder throws; the file then stays and the manifest does not name it.
  SessionPage addSide(int sheet, int side);
  // The open sheet was not taken; its sides so far are put aside.
  void stopSheet(const core::Error& why);

  // --- what people change; each throws Error(kEditRefused) when the session has changed meanwhile
  // so that it makes no sense any more.
  // All sheets, in this order.
  void reorder(const std::vector<int>& sheets);
  // How a side is looked at: quarter turns clockwise, 0 to 3.
  void turn(const SheetSide& side, int quarters);
  // Takes a sheet out, with the second images of its sides; its pictures are put aside.
  void drop(int sheet);
  // A sheet of one side shows this side once more, without the note stuck on it; nothing: it is a
  // sheet of its own again.
  void pair(int sheet, const std::optional<SheetSide>& bares);
  // Sheets that somebody counted by hand; nothing: nobody did.
  void count(std::optional<int> sheets);
  // Copies a file beside the sheets; durable when it returns. Throws Error(core::kDiskFull).
  SessionFile addFile(const std::filesystem::path& from, const std::string& name, int pages);
  void dropFile(int number);
  // The slow half of addFile(), which needs nobody's leave: a copy in the folder that is on disk.
  // What is never added goes when the folder is opened again.
  struct Copied {
    std::filesystem::path part;
    core::Sha256 sha256;
  };
  [[nodiscard]] static Copied copyIn(const std::filesystem::path& folder,
                                     const std::filesystem::path& from);
  // The other half; `from`: as above, for its suffix.
  SessionFile addCopied(const Copied& copied, const std::filesystem::path& from,
                        const std::string& name, int pages);

  // Joins all pages in their order into one file `FOLDER/NAME.tif`. Every page is checked against
  // the digest it came with first: Error(kSessionDamaged).
  [[nodiscard]] std::filesystem::path bind(const std::string& name) const;
  // From here on it is taken in as this and nothing else: what was taken in is not changed any
  // more, and nothing at all before noteTook() tells what was (Error(kSessionHalfTaken)).
  void beginTaking(const SessionBook::Taking& taking);
  void noteTook(const std::set<std::string>& files);
  // Nothing of it is wanted; its folder goes when somebody has time for it. Throws
  // Error(kSessionHalfTaken).
  void markDropped();
  // All pages are safe elsewhere. Removes the pictures unless `keep`; the manifest stays.
  void markTaken(const std::string& batch, bool keep, const std::vector<std::string>& earlier = {});

 private:
  ScanSession(std::filesystem::path folder, core::Fd manifest, core::SheetImages& images,
              const core::Clock& clock);
  void load();
  void recover();
  void write(const std::string& line);
  void edit(const std::string& line);
  // Throws Error(kSessionHalfTaken).
  void requireFree(bool sheets) const;
  void putAsideStrays() const;
  [[nodiscard]] bool ofOpenSheet(const std::string& name) const;

  std::filesystem::path folder_;
  core::Fd manifest_;
  core::SheetImages* images_;
  const core::Clock* clock_;
  SessionBook book_;
};

// The manifest of a session without opening it, for lists; nothing when it cannot be read.
[[nodiscard]] std::optional<SessionBook> readSession(const std::filesystem::path& folder);
// Whether pictures of the sheets, or files beside them, lie in its folder.
[[nodiscard]] bool hasPictures(const std::filesystem::path& folder);
// Removes its folder; false, and it stays, while somebody has the session. Throws
// std::filesystem::filesystem_error.
bool removeSession(const std::filesystem::path& folder);

}  // namespace sohoa::pipeline
