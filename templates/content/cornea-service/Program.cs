// A web service that reads digits.
//
//   dotnet run -c Release                                       trains on its first start, then loads the weights it saved
//   curl http://localhost:5000/sample > digit.json              a test digit: {"pixels":[784 numbers from 0 to 255]}
//   curl -H "Content-Type: application/json" -d @digit.json http://localhost:5000/predict

using Cornea;
using CorneaService1;

var model = DigitModel.LoadOrTrain("digits.safetensors");

var builder = WebApplication.CreateSlimBuilder(args);
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ServiceJson.Default));
builder.Services.AddSingleton(new PredictorPool(model, count: Environment.ProcessorCount, waiting: 100));
// 784 numbers need a few kilobytes.
builder.WebHost.ConfigureKestrel(server => server.Limits.MaxRequestBodySize = 64 * 1024);

var app = builder.Build();
app.MapGet("/health", () => Results.Ok());
app.MapGet("/sample", () => new DigitRequest(DigitModel.SamplePixels()));
app.MapPost("/predict", async (DigitRequest request, PredictorPool pool, CancellationToken cancellation) =>
{
    if (request.Problem() is { } problem)
        return Results.Problem(problem, statusCode: StatusCodes.Status400BadRequest);
    var samples = Array.ConvertAll(request.Pixels!, pixel => pixel / 255f);
    return await pool.Predict(samples, cancellation) is { } probabilities
        ? Results.Ok(new DigitResponse(Array.IndexOf(probabilities, probabilities.Max()), probabilities))
        : Results.Problem("Too many requests are waiting. Try again soon.", statusCode: StatusCodes.Status503ServiceUnavailable);
});
app.Run();
