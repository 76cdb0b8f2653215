using Microsoft.Playwright;

namespace Cornea.Studio.Tests.Browser;

/// <summary>A page that notes errors, dialogs, refused scripts and requests to other places.</summary>
public sealed class WatchedPage : IAsyncDisposable
{
    private readonly List<string> _complaints = [];

    public WatchedPage(IPage page, Uri own)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                Note($"console: {message.Text}");
        };
        page.PageError += (_, error) => Note($"error: {error}");
        page.Dialog += (_, dialog) =>
        {
            Note($"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        page.Request += (_, request) =>
        {
            string[] allowed = [own.ToString(), "data:", "blob:"];
            if (!allowed.Any(start => request.Url.StartsWith(start, StringComparison.Ordinal)))
                Note($"request to {request.Url}");
        };
    }

    public IPage Page { get; }

    public IReadOnlyList<string> Complaints
    {
        get
        {
            lock (_complaints)
                return [.. _complaints];
        }
    }

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();

    private void Note(string complaint)
    {
        lock (_complaints)
            _complaints.Add(complaint);
    }
}
