using System.Data.Common;
using Psono.Protocol.Cryptography;
using Psono.Server.Authentication;
using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Sessions;

namespace Psono.Server.DeviceCodes;

/// <summary>The SQL of devices that wait for approval. Claiming and using a code are one transaction each, so each happens once.</summary>
internal sealed class DeviceCodeStore(Database database)
{
    private const string Insert = """
        insert into device_codes
          (id, create_date, valid_till, device_fingerprint, device_description, device_date,
           server_private_key, server_public_key, user_public_key)
        values
          (@id, @now, @till, @fingerprint, @description, @deviceDate, @serverPrivateKey, @serverPublicKey, @userPublicKey)
        """;

    private const string Find = """
        select id, create_date, valid_till, user_id, device_fingerprint, device_description, device_date,
          server_private_key, server_public_key, user_public_key, encrypted_credentials, encrypted_credentials_nonce
        from device_codes where id = @id
        """;

    private const string Claim = """
        update device_codes set user_id = @user, encrypted_credentials = @text, encrypted_credentials_nonce = @nonce where id = @id
        """;

    private const string Use = "delete from device_codes where id = @id and user_id = @user";

    private const string Delete = "delete from device_codes where id = @id";

    private const string DeleteExpired = "delete from device_codes where valid_till < @now";

    public Task CreateAsync(StoredDeviceCode code) => database.WriteAsync(db => db.ExecuteAsync(
        Insert,
        ("@id", code.Id),
        ("@now", code.CreateDate),
        ("@till", code.ValidTill),
        ("@fingerprint", code.DeviceFingerprint),
        ("@description", code.DeviceDescription),
        ("@deviceDate", code.DeviceDate),
        ("@serverPrivateKey", code.ServerPrivateKey),
        ("@serverPublicKey", code.ServerPublicKey),
        ("@userPublicKey", code.UserPublicKey)));

    public Task<StoredDeviceCode?> FindAsync(Guid id) => database.ReadAsync(db => FindAsync(db, id));

    /// <summary>Binds a code to the user who approves it.</summary>
    public Task<Outcome<StoredDeviceCode>> ClaimAsync(Guid id, Session session, SealedText credentials, DateTimeOffset now) =>
        database.WriteAsync<Outcome<StoredDeviceCode>>(async db =>
        {
            var userId = session.UserId;
            // A session that was just ended must not leave another one behind.
            if (!await SessionStore.ExistsAsync(db, session.TokenId))
                return DeviceCodeRefusals.NoMatch;
            if (await FindAsync(db, id) is not { } code)
                return DeviceCodeRefusals.NoMatch;
            if (code.UserId is { } other && other != userId)
                return DeviceCodeRefusals.UserMismatch;
            if (code.UserId is not null)
                return DeviceCodeRefusals.AlreadyClaimed;
            if (code.ValidTill < now)
                return DeviceCodeRefusals.ClaimExpired;

            await db.ExecuteAsync(Claim, ("@user", userId), ("@text", credentials.Text), ("@nonce", credentials.Nonce), ("@id", id));
            return code with { UserId = userId, Credentials = credentials };
        });

    /// <summary>Turns a claimed code into its session. False: somebody else just did.</summary>
    public Task<bool> UseAsync(Guid id, NewToken token, bool endOthers) => database.WriteAsync(async db =>
    {
        if (await db.ExecuteAsync(Use, ("@id", id), ("@user", token.UserId)) == 0)
            return false;
        await SessionStore.CreateAsync(db, token, endOthers);
        return true;
    });

    public Task DeleteAsync(Guid id) => database.WriteAsync(db => db.ExecuteAsync(Delete, ("@id", id)));

    public Task DeleteExpiredAsync(DateTimeOffset now) => database.WriteAsync(db => db.ExecuteAsync(DeleteExpired, ("@now", now)));

    private static Task<StoredDeviceCode?> FindAsync(DbScope db, Guid id) => db.FirstAsync(Find, Read, ("@id", id));

    private static StoredDeviceCode Read(DbDataReader row) => new()
    {
        Id = row.GetGuid(0),
        CreateDate = row.GetTime(1),
        ValidTill = row.GetTime(2),
        UserId = row.GetGuidOrNull(3),
        DeviceFingerprint = row.GetString(4),
        DeviceDescription = row.GetString(5),
        DeviceDate = row.GetTime(6),
        ServerPrivateKey = row.GetString(7),
        ServerPublicKey = row.GetString(8),
        UserPublicKey = row.GetString(9),
        Credentials = row.GetStringOrNull(10) is { } text ? new SealedText(text, row.GetString(11)) : null,
    };
}
