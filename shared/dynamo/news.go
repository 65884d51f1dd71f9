package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"storefront/shared/catalog"
	"storefront/shared/notify"
	"storefront/shared/waitlist"
)

// newsItem has the attributes of an entry's latest news about a draw. Another attribute, told, has
// the topics of all its news. Only conditions read that one.
type newsItem struct {
	Draw   string `dynamodbav:"draw,omitempty"` // the sale
	Rank   int    `dynamodbav:"rank,omitempty"`
	ToldAt int64  `dynamodbav:"told_at,omitempty"`
}

func (it newsItem) news() waitlist.News {
	return waitlist.News{Sale: catalog.SaleID(it.Draw), Rank: it.Rank, At: fromMillis(it.ToldAt)}
}

// Tell tells an entry news; see drawing.Entries. The index of the queue stays as it is.
func (s *Store) Tell(ctx context.Context, at waitlist.Place, n waitlist.News) (bool, error) {
	in := &dynamodb.UpdateItemInput{
		TableName:                &s.tables.Waitlist,
		Key:                      pk(string(at.Key)),
		UpdateExpression:         aws.String("SET mail = :mail, draw = :sale, #rank = :rank, told_at = :at ADD told :topics"),
		ConditionExpression:      aws.String("confirmed_at = :since AND #status IN (:confirmed, :invited) AND NOT contains(told, :topic)"),
		ExpressionAttributeNames: map[string]string{"#rank": "rank", "#status": "status"},
		ExpressionAttributeValues: item{
			":mail": text(string(notify.KindOf(n))), ":sale": text(string(n.Sale)), ":rank": number(n.Rank), ":at": number(millis(n.At)),
			":topics": &types.AttributeValueMemberSS{Value: []string{n.Topic()}}, ":topic": text(n.Topic()), ":since": number(millis(at.At)),
			":confirmed": text(string(waitlist.Confirmed)), ":invited": text(string(waitlist.Invited)),
		},
	}
	if n.Rank > 0 { // an invited entry is not told that it was not drawn
		in.ConditionExpression = aws.String("confirmed_at = :since AND #status = :confirmed AND NOT contains(told, :topic)")
		delete(in.ExpressionAttributeValues, ":invited")
	}
	_, err := s.client.UpdateItem(ctx, in)
	return applied(err, "tell a waitlist entry about a draw")
}
