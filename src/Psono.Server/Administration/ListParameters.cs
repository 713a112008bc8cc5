using System.Globalization;
using Psono.Server.Errors;
using Psono.Server.Http;
using Psono.Server.Http.Fields;

namespace Psono.Server.Administration;

/// <summary>Which part of a list is asked for, in which order. Protocol part 4, section 1.1.</summary>
internal sealed class ListParameters
{
    private readonly int _page;
    private readonly int? _pageSize;
    private readonly string _ordering;

    private ListParameters(int page, int? pageSize, string ordering, string search)
    {
        _page = page;
        _pageSize = pageSize;
        _ordering = ordering;
        Search = search;
    }

    /// <summary>Empty: everything.</summary>
    public string Search { get; }

    /// <summary>Makes <c>ListParameters parameters</c> a parameter of any handler.</summary>
    /// <exception cref="RefusedException">A number is none.</exception>
    public static ValueTask<ListParameters> BindAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var errors = new FieldErrors();
        var page = Number(errors, query, "page") ?? 0;
        var pageSize = Number(errors, query, "page_size");
        errors.AddIf(pageSize == 0 && !errors.Has("page_size"), "page_size", "ERROR_VALUE_TOO_SMALL");
        return errors.Any
            ? throw new RefusedException(Answer.Members(StatusCodes.Status400BadRequest, errors.WriteMembers))
            : ValueTask.FromResult(new ListParameters(
                page, pageSize, query["ordering"].FirstOrDefault() ?? "-create_date", query["search"].ToString()));
    }

    /// <summary>The part of the rows, and how many there are; null for the number if all are asked for.</summary>
    /// <param name="rows">All of them, after the search.</param>
    /// <param name="members">By what they can be ordered: members of the answer and their values.</param>
    public (int? Count, IReadOnlyList<T> Rows) Apply<T>(IReadOnlyList<T> rows, IReadOnlyDictionary<string, Func<T, IComparable?>> members)
    {
        var isDescending = _ordering.StartsWith('-');
        IEnumerable<T> ordered = members.TryGetValue(_ordering.TrimStart('-'), out var member)
            ? isDescending ? rows.OrderByDescending(member) : rows.OrderBy(member)
            : rows;
        return _pageSize is { } size
            ? (rows.Count, [.. ordered.Skip((int)Math.Min((long)_page * size, int.MaxValue)).Take(size)])
            : (null, [.. ordered]);
    }

    private static int? Number(FieldErrors errors, IQueryCollection query, string name)
    {
        if (query[name].FirstOrDefault() is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        errors.Add(name, "ERROR_NO_VALID_INTEGER");
        return 0;
    }
}
