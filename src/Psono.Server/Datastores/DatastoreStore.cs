using Psono.Protocol.Datastores;
using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Http;
using Psono.Server.Secrets;

namespace Psono.Server.Datastores;

/// <summary>The SQL of datastores. All of it is limited to the datastores of one user.</summary>
internal sealed class DatastoreStore(Database database, TimeProvider clock)
{
    private const string List = "select id, type, description, is_default from datastores where user_id = @user order by create_date, id";

    private const string Read = """
        select case when write_date = @known then '' else data end, data_nonce, type, description, secret_key, secret_key_nonce,
          is_default, write_date, write_date = @known
        from datastores where id = @id and user_id = @user
        """;

    private const string Insert = """
        insert into datastores
          (id, create_date, write_date, user_id, type, description, data, data_nonce, secret_key, secret_key_nonce, is_default)
        values (@id, @now, @now, @user, @type, @description, @data, @dataNonce, @secretKey, @secretKeyNonce, @isDefault)
        """;

    private const string WriteDate = "select write_date from datastores where id = @id and user_id = @user";

    // The write date grows with every write, even when the clock does not, because clients compare it.
    private const string Update = """
        update datastores set
          write_date = case when @now > write_date then @now else write_date + 1 end,
          data = coalesce(@data, data), data_nonce = coalesce(@dataNonce, data_nonce),
          secret_key = coalesce(@secretKey, secret_key), secret_key_nonce = coalesce(@secretKeyNonce, secret_key_nonce),
          description = coalesce(@description, description), is_default = coalesce(@isDefault, is_default)
        where id = @id and user_id = @user
        returning write_date
        """;

    // One default per type; the others' write dates stay.
    private const string ResetOtherDefaults = """
        update datastores set is_default = false
        where user_id = @user and is_default and id <> @id and type = (select type from datastores where id = @id)
        """;

    private const string IsDefault = "select is_default from datastores where id = @id and user_id = @user";

    private const string Delete = "delete from datastores where id = @id and user_id = @user";

    private const string DescriptionTaken = "datastores_user_id_type_description";

    private static readonly Answer DuplicateDescription =
        Refusal.Duplicate("DuplicateTypeDescription", "The combination of type and description must be unique");

    private static readonly Answer DoesNotExist = Refusal.Object("DATASTORE_DOES_NOT_EXIST");

    private static readonly Answer IsTheDefault = Refusal.Object("CANNOT_DELETE_DEFAULT_DATASTORE");

    public Task<List<DatastoreEntry>> ListAsync(Guid userId) => database.ReadAsync(db => db.QueryAsync(
        List,
        row => new DatastoreEntry
        {
            Id = row.GetGuid(0),
            Type = row.GetString(1),
            Description = row.GetString(2),
            IsDefault = row.GetBoolean(3),
        },
        ("@user", userId)));

    /// <param name="userId">The owner.</param>
    /// <param name="id">The datastore.</param>
    /// <param name="known">The version that the client has: if it is that of now, its data is left out.</param>
    public Task<DatastoreResponse?> ReadAsync(Guid userId, Guid id, DateTimeOffset? known) => database.ReadAsync(db => db.FirstAsync(
        Read,
        row => new DatastoreResponse
        {
            Data = row.GetString(0),
            DataNonce = row.GetString(1),
            Type = row.GetString(2),
            Description = row.GetString(3),
            SecretKey = row.GetString(4),
            SecretKeyNonce = row.GetString(5),
            IsDefault = row.GetBoolean(6),
            WriteDate = row.GetTime(7).WithOffset(),
            PsonoNet = !row.IsDBNull(8) && row.GetBoolean(8) ? new DatastoreExtensions { IsUnchanged = true } : null,
        },
        ("@id", id),
        ("@known", known),
        ("@user", userId)));

    /// <summary>The id of the new datastore.</summary>
    public async Task<Outcome<Guid>> CreateAsync(Guid userId, NewDatastore datastore)
    {
        var id = Guid.NewGuid();
        var now = clock.Now();
        try
        {
            return await database.WriteAsync(db => CreateAsync(db, userId, id, datastore, now));
        }
        catch (UniqueViolationException e) when (e.Constraint == DescriptionTaken)
        {
            return DuplicateDescription;
        }
    }

    /// <summary>The new write date.</summary>
    public async Task<Outcome<DateTimeOffset>> UpdateAsync(Guid userId, DatastoreChange change)
    {
        var now = clock.Now();
        try
        {
            return await database.WriteAsync(db => UpdateAsync(db, userId, change, now));
        }
        catch (UniqueViolationException e) when (e.Constraint == DescriptionTaken)
        {
            return DuplicateDescription;
        }
    }

    /// <summary><see langword="null"/> when the datastore may be deleted.</summary>
    public Task<Answer?> RefuseDeleteAsync(Guid userId, Guid id) => database.ReadAsync(db => RefuseDeleteAsync(db, userId, id));

    /// <summary>Deletes the datastore with all links in it, and the secrets that were linked nowhere else.</summary>
    public Task<Answer> DeleteAsync(Guid userId, Guid id) => database.WriteAsync(async db =>
    {
        if (await RefuseDeleteAsync(db, userId, id) is { } refusal)
            return refusal;

        var secrets = await UnlinkedSecrets.BelowDatastoreAsync(db, id);
        await db.ExecuteAsync(Delete, ("@id", id), ("@user", userId));
        await UnlinkedSecrets.RemoveAsync(db, secrets);
        return Answer.Nothing;
    });

    private static async Task<Answer?> RefuseDeleteAsync(DbScope db, Guid userId, Guid id) =>
        await db.FirstAsync<bool?>(IsDefault, row => row.GetBoolean(0), ("@id", id), ("@user", userId)) switch
        {
            null => DoesNotExist,
            true => IsTheDefault,
            false => null,
        };

    private static async Task<Outcome<Guid>> CreateAsync(DbScope db, Guid userId, Guid id, NewDatastore datastore, DateTimeOffset now)
    {
        await db.ExecuteAsync(
            Insert,
            ("@id", id),
            ("@now", now),
            ("@user", userId),
            ("@type", datastore.Type),
            ("@description", datastore.Description),
            ("@data", datastore.Data),
            ("@dataNonce", datastore.DataNonce),
            ("@secretKey", datastore.SecretKey),
            ("@secretKeyNonce", datastore.SecretKeyNonce),
            ("@isDefault", datastore.IsDefault));
        if (datastore.IsDefault)
            await db.ExecuteAsync(ResetOtherDefaults, ("@id", id), ("@user", userId));
        return id;
    }

    private static async Task<Outcome<DateTimeOffset>> UpdateAsync(DbScope db, Guid userId, DatastoreChange change, DateTimeOffset now)
    {
        var stored = await db.FirstAsync<DateTimeOffset?>(WriteDate, row => row.GetTime(0), ("@id", change.Id), ("@user", userId));
        if (stored is null)
            return Refusal.NoPermissionOrNotExist;
        if (change.OldWriteDate is { } expected && expected != stored)
            return Refusal.WriteDateMismatch;

        if (change.ReplacesContent)
            await DatastoreHistoryStore.KeepAsync(db, change.Id, now);
        var writeDate = await db.FirstAsync(
            Update,
            row => row.GetTime(0),
            ("@now", now),
            ("@data", change.Data),
            ("@dataNonce", change.DataNonce),
            ("@secretKey", change.SecretKey),
            ("@secretKeyNonce", change.SecretKeyNonce),
            ("@description", change.Description),
            ("@isDefault", change.IsDefault),
            ("@id", change.Id),
            ("@user", userId));
        if (change.IsDefault == true)
            await db.ExecuteAsync(ResetOtherDefaults, ("@id", change.Id), ("@user", userId));
        return writeDate;
    }
}
