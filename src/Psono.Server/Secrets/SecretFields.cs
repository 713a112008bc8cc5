using Psono.Server.Authorization;
using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Http;
using Psono.Server.Http.Fields;

namespace Psono.Server.Secrets;

/// <summary>The fields that several requests about secrets have in common.</summary>
internal static class SecretFields
{
    private static readonly Answer NoParent = Refusal.Object("EITHER_PARENT_DATASTORE_OR_SHARE_NEED_TO_BE_DEFINED");

    private static readonly Answer TwoParents = Refusal.Object("EITHER_PARENT_DATASTORE_OR_SHARE_NEED_TO_BE_DEFINED_NOT_BOTH");

    public static NewSecret New(RequestFields fields, DatabaseCipher cipher) => new(
        LinkId: fields.Uuid("link_id"),
        Data: fields.Text("data"),
        DataNonce: fields.Text("data_nonce", max: 64),
        CallbackUrl: CallbackUrl(fields) ?? "",
        CallbackUser: CallbackUser(fields) ?? "",
        SealedCallbackPass: SealedCallbackPass(fields, cipher) ?? "");

    public static SecretChange Change(RequestFields fields, DatabaseCipher cipher) => new(fields.Uuid("secret_id"))
    {
        Data = fields.OptionalText("data"),
        DataNonce = fields.OptionalText("data_nonce", max: 64),
        CallbackUrl = CallbackUrl(fields),
        CallbackUser = CallbackUser(fields),
        SealedCallbackPass = SealedCallbackPass(fields, cipher),
        OldWriteDate = fields.OptionalTime("old_write_date"),
    };

    /// <summary>Where new secrets go: a datastore or a share, and only one.</summary>
    public static Outcome<SecretParent> Parent(RequestFields fields)
    {
        var parent = new SecretParent(fields.OptionalUuid("parent_datastore_id"), fields.OptionalUuid("parent_share_id"));
        if (parent is { DatastoreId: null, ShareId: null })
            return NoParent;
        if (parent is { DatastoreId: not null, ShareId: not null })
            return TwoParents;
        return parent;
    }

    private static string? CallbackUrl(RequestFields fields) => fields.OptionalText("callback_url", max: 2048, blank: true);

    private static string? CallbackUser(RequestFields fields) => fields.OptionalText("callback_user", max: 128, blank: true);

    private static string? SealedCallbackPass(RequestFields fields, DatabaseCipher cipher) =>
        CallbackPassword.Seal(cipher, fields.OptionalText("callback_pass", max: 128, blank: true));
}
