package dev.sluice.dataplane.body.form;

import dev.sluice.dataplane.handler.MediaTypes;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.reply.RequestBodyException;
import dev.sluice.snapshot.SizeLimit;
import dev.sluice.snapshot.UploadRules;
import java.util.List;

/** {@code limits.upload}, ready to be asked. */
final class FormRules {
  private final int maxParts;
  private final long maxPartBytes;
  private final List<String> names;
  private final MediaTypes types;

  FormRules(UploadRules.Bounded rules) {
    maxParts = rules.maxParts();
    maxPartBytes =
        switch (rules.maxPart()) {
          case SizeLimit.Unlimited unlimited -> Long.MAX_VALUE;
          case SizeLimit.Bytes(long bytes) -> bytes;
        };
    names = rules.contentTypes();
    types = new MediaTypes(names);
  }

  void checkParts(int parts) throws RequestBodyException {
    if (parts > maxParts) {
      throw new RequestBodyException(
          FailureKind.TOO_MANY_PARTS, "limits.upload.maxParts: " + maxParts);
    }
  }

  void checkSize(long bytes) throws RequestBodyException {
    if (bytes > maxPartBytes) {
      throw new RequestBodyException(
          FailureKind.PART_TOO_LARGE, "limits.upload.maxPartBytes: " + maxPartBytes);
    }
  }

  /** Whether what follows may follow, or nothing may. */
  boolean mayCarry(PartHead part) {
    return names.isEmpty() || !part.isFile() || types.contain(part.type());
  }

  void refuseType() throws RequestBodyException {
    throw new RequestBodyException(
        FailureKind.UNSUPPORTED_MEDIA_TYPE, "limits.upload.contentTypes: " + names);
  }

  @Override
  public String toString() {
    return maxParts + " parts, " + maxPartBytes + " bytes, " + names;
  }
}
